import type { EdgeRows, Row } from '@gkg/ontology';
import type { Family, SourceFiles } from '../languages/language.ts';
import { linkFamily } from '../link/link.ts';
import { Interning } from '../link/names.ts';
import type { LinkedFile } from '../link/program.ts';
import { EdgeTable } from './edges.ts';
import { definitionRows, importedSymbolRows, keysOf } from './nodes.ts';
import { addProgramEdges, type SiteCounts, UnresolvedNames } from './program-edges.ts';

/** What the files of one family put into the graph. */
export interface ProgramPart {
  readonly definitions: Iterable<Row>;
  readonly imports: Iterable<Row>;
  readonly edges: readonly EdgeRows[];
  readonly siteCounts: ReadonlyMap<string, SiteCounts>;
  readonly unresolvedNames: ReadonlyMap<string, number>;
}

/** Links the files of a family, whose facts are consumed. Its node rows may be read once. */
export function makePart(
  family: Family,
  files: readonly LinkedFile[],
  sources: SourceFiles,
  interning?: Interning,
): ProgramPart {
  const solution = linkFamily(family, files, sources, interning);
  const keys = keysOf(solution.program);
  const edges = new EdgeTable();
  const unresolved = new UnresolvedNames();
  const counts = addProgramEdges(solution, keys, edges, unresolved);
  return {
    definitions: definitionRows(solution.program, keys, sources),
    imports: importedSymbolRows(solution.program, keys),
    edges: edges.finish(),
    siteCounts: new Map(files.map(({ path }, index) => [path, counts[index]!])),
    unresolvedNames: unresolved.counts,
  };
}

/** Parts that are used again while nothing changes that they were made of. */
export class KnownParts {
  #known = new Map<Family, KnownPart>();
  #used = new Set<Family>();

  /** The part of a family: the one made before, where everything that it was made of is as it was. */
  part(family: Family, files: readonly LinkedFile[], sources: SourceFiles): ProgramPart {
    this.#used.add(family);
    const known = this.#known.get(family);
    if (known !== undefined && isAsBefore(known.made, files, sources)) return known.part;
    const texts = new Map<string, string | undefined>();
    const read = (path: string) => {
      const text = sources.read(path);
      texts.set(path, text);
      return text;
    };
    // Linking consumes facts, which are wanted again.
    const copies = files.map(({ path, facts }) => ({ path, facts: { ...facts } }));
    const interning = reusable(known) ?? { names: new Interning(), namesBefore: 0 };
    const made = makePart(family, copies, { ...sources, read }, interning.names);
    const part = { ...made, definitions: [...made.definitions], imports: [...made.imports] };
    const namesBefore = interning.namesBefore || interning.names.names.texts.length;
    this.#known.set(family, { made: { files, sources, texts }, part, names: interning.names, namesBefore });
    return part;
  }

  /** Forgets the families that have no files any more. */
  endBuild(): void {
    for (const family of this.#known.keys()) if (!this.#used.has(family)) this.#known.delete(family);
    this.#used = new Set();
  }

  forget(): void {
    this.#known = new Map();
  }
}

interface KnownPart {
  readonly made: Ingredients;
  readonly part: ProgramPart;
  readonly names: Interning;
  /** How many names there were when they were begun. */
  readonly namesBefore: number;
}

/** Names of before, unless most of them may belong to files that are gone. */
function reusable(known: KnownPart | undefined): Pick<KnownPart, 'names' | 'namesBefore'> | undefined {
  if (known === undefined) return undefined;
  return known.names.names.texts.length > 2 * known.namesBefore ? undefined : known;
}

/** All that a part depends on: facts, the names of all files, and the texts of those that were read. */
interface Ingredients {
  readonly files: readonly LinkedFile[];
  readonly sources: SourceFiles;
  readonly texts: ReadonlyMap<string, string | undefined>;
}

function isAsBefore(before: Ingredients, files: readonly LinkedFile[], sources: SourceFiles): boolean {
  const isSameFile = (file: LinkedFile, at: number) =>
    file.path === before.files[at]?.path && file.facts === before.files[at].facts;
  return (
    before.sources.rootName === sources.rootName &&
    files.length === before.files.length &&
    files.every(isSameFile) &&
    sources.paths.length === before.sources.paths.length &&
    sources.paths.every((path, at) => path === before.sources.paths[at]) &&
    [...before.texts].every(([path, text]) => sources.read(path) === text)
  );
}
