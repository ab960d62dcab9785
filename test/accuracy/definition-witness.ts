import { buildCodeGraph } from '@gkg/code-graph';
import { nodeKinds } from '@gkg/ontology';

/** Definitions of a directory as another parser finds them, against ours. */
export interface DefinitionWitness {
  readonly parser: string;
  readonly files: number;
  /** Functions, methods and classes that the other parser finds. */
  readonly expected: number;
  /** `path:line kind name` */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** What another parser says of a directory. */
export interface Testimony {
  readonly parser: string;
  /** The files it could read; others are not compared. */
  readonly files: ReadonlySet<string>;
  /** `path:line kind name`, a line each. */
  readonly definitions: readonly string[];
}

/** A row of a Definition by column name. */
export type DefinitionColumns = (column: keyof typeof nodeKinds.Definition.properties) => string;

/** @param describe how a definition of ours reads in the testimony's form; undefined when it has no place there. */
export async function compareDefinitions(
  directory: string,
  testimony: Testimony,
  describe: (value: DefinitionColumns) => string | undefined,
): Promise<DefinitionWitness> {
  const found = await findDefinitions(directory, (value) =>
    testimony.files.has(value('file')) ? describe(value) : undefined,
  );
  return {
    parser: testimony.parser,
    files: testimony.files.size,
    expected: testimony.definitions.length,
    missing: difference(testimony.definitions, found),
    extra: difference(found, testimony.definitions),
  };
}

async function findDefinitions(
  directory: string,
  describe: (value: DefinitionColumns) => string | undefined,
): Promise<string[]> {
  const { rows } = await buildCodeGraph(directory);
  const columns = Object.keys(nodeKinds.Definition.properties);
  const found: string[] = [];
  for (const { label, rows: nodes } of rows.nodes) {
    if (label !== 'Definition') continue;
    for (const node of nodes) {
      const line = describe((column) => String(node[columns.indexOf(column)]));
      if (line !== undefined) found.push(line);
    }
  }
  return found;
}

/** Lines of the first list that the second has not, or has fewer times. */
function difference(lines: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}
