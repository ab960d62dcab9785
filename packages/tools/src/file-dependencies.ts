import { z } from 'zod';
import { fileArgument, pageArguments } from './arguments.ts';
import { counted } from './completeness.ts';
import { compareText } from './edges.ts';
import { importLinks } from './file-links.ts';
import type { ImportLinks } from './file-links.ts';
import { oneFile } from './find-file.ts';
import { graphTool } from './tool.ts';

const NAMES_SHOWN = 12;

const declared = `
  MATCH (:File {path: $path})-[:DEPENDS_ON]->(d:Dependency)
  RETURN d.name AS name, d.requirement AS requirement, d.manifest AS manifest ORDER BY name, requirement, manifest`;

interface Declared {
  readonly name: string;
  readonly requirement: string | null;
  readonly manifest: string;
}

interface Row {
  readonly direction: 'declares' | 'imports' | 'imported_by';
  /** A file of this repository, or a module outside of it. */
  readonly target: string;
  readonly external: boolean;
  readonly names: readonly string[];
}

export const fileDependencies = graphTool({
  name: 'file_dependencies',
  title: 'What a file imports, and what imports it',
  description: `The files and outside modules that a file imports, with the names it takes, and the files that import it; of a manifest such as package.json, the packages it declares. Use to see how a file is wired in before moving, splitting or deleting it. For files that belong together in other ways use related_files.
Example: {"file": "src/service.ts", "direction": "imported_by"}`,
  input: z.object({
    file: fileArgument,
    direction: z
      .enum(['both', 'imports', 'imported_by'])
      .default('both')
      .describe('Which side to show: imports, imported_by or both. Default: both.'),
    ...pageArguments(100),
  }),
  text: {
    heading: (row: Row) => headings[row.direction],
    line: (row: Row) =>
      row.direction === 'declares'
        ? `  ${[row.target, ...row.names].join(' ')}`
        : `  ${row.target}${row.external ? ' (outside)' : ''}: ${namesOf(row)}`,
  },
  async run(context, args) {
    const found = await oneFile(context, args.file);
    if ('answer' in found) return found.answer;
    const [links, packages] = await Promise.all([
      importLinks(context, found.path),
      context.rows<Declared>(declared, { path: found.path }),
    ]);
    const imports = [...rowsOf('imports', links.imports, false), ...rowsOf('imports', links.external, true)];
    const importers = rowsOf('imported_by', links.importers, false);
    const rows = [
      ...(args.direction === 'imported_by' ? [] : packages.map((each) => declaredRow(found.path, each))),
      ...(args.direction === 'imported_by' ? [] : imports),
      ...(args.direction === 'imports' ? [] : importers),
    ];
    return {
      summary: `${found.path} ${packages.length === 0 ? '' : `declares ${counted(packages.length, 'dependency', 'dependencies')}, `}imports ${counted(links.imports.size, 'file')} of this repository and ${counted(links.external.size, 'outside module')}; ${counted(importers.length, 'file imports', 'files import')} it.`,
      facts: { file: found.path },
      rows: rows.slice(context.offset, context.offset + context.limit),
      total: rows.length,
      reasons: links.capped ? ['it has more imports than are read at once'] : [],
    };
  },
});

const headings = { declares: 'declares', imports: 'imports', imported_by: 'imported by' } as const;

/** Where a manifest takes over another one's, the other is named. */
function declaredRow(path: string, { name, requirement, manifest }: Declared): Row {
  const from = manifest === path ? [] : [`(${manifest})`];
  return {
    direction: 'declares',
    target: name,
    external: true,
    names: [requirement ?? '', ...from].filter(Boolean),
  };
}

function rowsOf(direction: Row['direction'], links: ImportLinks, external: boolean): Row[] {
  return [...links]
    .map(([target, names]) => ({ direction, target, external, names: [...names].sort(compareText) }))
    .sort((a, b) => compareText(a.target, b.target));
}

function namesOf(row: Row): string {
  const left = row.names.length - NAMES_SHOWN;
  return row.names.slice(0, NAMES_SHOWN).join(', ') + (left > 0 ? ` and ${left} more` : '');
}
