import { z } from 'zod';
import { pageArguments } from './arguments.ts';
import { counted } from './completeness.ts';
import { graphTool } from './tool.ts';

const languages = `
  MATCH (f:File) WHERE coalesce(f.skip_reason, '') = ''
  RETURN f.language AS language, count(*) AS files, sum(f.line_count) AS lines,
    sum(f.call_sites) AS call_sites, sum(f.unresolved_sites) AS unresolved_sites
  ORDER BY files DESC, language`;

const skipped = `
  MATCH (f:File) WHERE coalesce(f.skip_reason, '') <> ''
  RETURN f.skip_reason AS name, count(*) AS total ORDER BY total DESC, name`;

const kinds = `MATCH (d:Definition) RETURN d.kind AS name, count(*) AS total ORDER BY total DESC, name`;

const resolutions = `
  MATCH ()-[c:CALLS]->() RETURN c.resolution AS name, count(*) AS total ORDER BY total DESC, name`;

interface Language {
  readonly language: string;
  readonly files: number;
  readonly lines: number | bigint;
  readonly call_sites: number | bigint;
  readonly unresolved_sites: number | bigint;
}

interface Row extends Language {
  readonly lines: number;
  readonly call_sites: number;
  readonly unresolved_sites: number;
}

interface Count {
  readonly name: string;
  readonly total: number;
}

export const repositoryStats = graphTool({
  name: 'repository_stats',
  title: 'What is in the index',
  description: `Size and state of the index: files by language, what was skipped and why, definitions by kind, edges, how many call sites could be resolved, commit. Use to judge how far answers about this repository can be trusted, or for a first impression.
Example: {}`,
  input: z.object({ ...pageArguments(50) }),
  text: {
    line: (row: Row) =>
      `  ${row.language}: ${counted(row.files, 'file')}, ${counted(row.lines, 'line')}, ${row.unresolved_sites} of ${counted(row.call_sites, 'call site')} unresolved`,
  },
  async run(context) {
    const [byLanguage, bySkip, byKind, byResolution] = await Promise.all([
      context.rows<Language>(languages),
      context.rows<Count>(skipped),
      context.rows<Count>(kinds),
      context.rows<Count>(resolutions),
    ]);
    const { manifest } = context;
    return {
      summary: `${manifest.project}${manifest.commit === null ? '' : ` at ${manifest.commit}`}: ${counted(manifest.counts.nodes['Definition'] ?? 0, 'definition')} in ${counted(manifest.counts.nodes['File'] ?? 0, 'file')}.`,
      facts: {
        indexed_at: manifest.finished_at,
        nodes: manifest.counts.nodes,
        edges: manifest.counts.edges,
        definitions: asRecord(byKind),
        calls_by_resolution: asRecord(byResolution),
        call_sites: manifest.call_sites,
        unresolved_sites: manifest.unresolved_sites,
        files_skipped: asRecord(bySkip),
      },
      rows: byLanguage.slice(context.offset, context.offset + context.limit).map(rowOf),
      total: byLanguage.length,
    };
  },
});

/** The engine's sums are bigints, which JSON has no form for. */
function rowOf(row: Language): Row {
  return {
    ...row,
    lines: Number(row.lines),
    call_sites: Number(row.call_sites),
    unresolved_sites: Number(row.unresolved_sites),
  };
}

function asRecord(counts: readonly Count[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ name, total }) => [name, total]));
}
