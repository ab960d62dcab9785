import { z } from 'zod';
import { fileArgument, pageArguments } from './arguments.ts';
import { counted, repositoryReasons } from './completeness.ts';
import { compareText } from './edges.ts';
import { importLinks, useLinks } from './file-links.ts';
import { oneFile } from './find-file.ts';
import { graphTool } from './tool.ts';

/** An import is a deliberate tie: it weighs as much as several uses. */
const IMPORT_WEIGHT = 3;

interface Row {
  readonly file: string;
  readonly score: number;
  readonly imports: number;
  readonly imported_by: number;
  readonly uses: number;
  readonly used_by: number;
}

export const relatedFiles = graphTool({
  name: 'related_files',
  title: 'Files that belong with this one',
  description: `The files most tied to a file by imports, calls and references in either direction, strongest first. Use to decide what else to read before changing a file. For imports with their names use file_dependencies.
Example: {"file": "django/db/models/query.py", "limit": 10}`,
  input: z.object({ file: fileArgument, ...pageArguments(20) }),
  text: { line: textOf },
  async run(context, args) {
    const found = await oneFile(context, args.file);
    if ('answer' in found) return found.answer;
    const [imports, uses] = await Promise.all([
      importLinks(context, found.path),
      useLinks(context, found.path),
    ]);
    const files = new Set(
      [imports.imports, imports.importers, uses.uses, uses.users].flatMap((links) => [...links.keys()]),
    );
    const rows = [...files].map((file): Row => {
      const row = {
        file,
        imports: imports.imports.get(file)?.size ?? 0,
        imported_by: imports.importers.get(file)?.size ?? 0,
        uses: uses.uses.get(file) ?? 0,
        used_by: uses.users.get(file) ?? 0,
      };
      return { ...row, score: row.uses + row.used_by + IMPORT_WEIGHT * (row.imports + row.imported_by) };
    });
    rows.sort((a, b) => b.score - a.score || compareText(a.file, b.file));
    return {
      summary: `${counted(rows.length, 'file')} tied to ${found.path}.`,
      facts: { file: found.path },
      rows: rows.slice(context.offset, context.offset + context.limit),
      total: rows.length,
      reasons: repositoryReasons(context.manifest),
    };
  },
});

function textOf(row: Row): string {
  const ties = [
    row.imports > 0 ? `${counted(row.imports, 'name')} imported from it` : '',
    row.imported_by > 0 ? `imports ${counted(row.imported_by, 'name')}` : '',
    row.uses > 0 ? `used ${counted(row.uses, 'time')}` : '',
    row.used_by > 0 ? `uses this ${counted(row.used_by, 'time')}` : '',
  ];
  return `  ${row.file}: ${ties.filter(Boolean).join(', ')}`;
}
