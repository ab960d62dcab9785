import { counted } from './completeness.ts';
import type { ToolAnswer, ToolContext } from './tool.ts';

const CANDIDATES_MAX = 2000;

const byPath = `MATCH (f:File {path: $path}) RETURN f.path AS path`;

const byEnd = `
  MATCH (f:File) WHERE f.path ENDS WITH $ending RETURN f.path AS path ORDER BY path LIMIT ${CANDIDATES_MAX}`;

const similarPaths = `
  MATCH (f:File) WHERE lower(f.name) CONTAINS $text RETURN f.path AS path ORDER BY size(path), path LIMIT 8`;

interface FoundFile {
  readonly path: string;
}

/** The one file of a path or of a path's end, or the answer that says why there is not exactly one. */
export async function oneFile(
  context: ToolContext,
  wanted: string,
): Promise<{ readonly path: string } | { readonly answer: ToolAnswer }> {
  const path = wanted.trim().replace(/^\.?\//, '');
  const [exact] = await context.rows<FoundFile>(byPath, { path });
  if (exact !== undefined) return exact;
  const candidates = await context.rows<FoundFile>(byEnd, { ending: `/${path}` });
  const [found] = candidates;
  if (found === undefined) return { answer: await notFound(context, wanted, path) };
  return candidates.length === 1 ? found : { answer: ambiguous(context, wanted, candidates) };
}

async function notFound(context: ToolContext, wanted: string, path: string): Promise<ToolAnswer> {
  const text = (path.split('/').at(-1) ?? '').toLowerCase();
  const similar = text === '' ? [] : await context.rows<FoundFile>(similarPaths, { text });
  return {
    status: 'not_found',
    summary: `No file has the path ${JSON.stringify(wanted)}.`,
    facts: { similar_paths: similar.map((row) => row.path) },
    rows: [],
    total: 0,
  };
}

function ambiguous(context: ToolContext, wanted: string, all: readonly FoundFile[]): ToolAnswer {
  return {
    status: 'ambiguous',
    summary: `${counted(all.length, 'file')} match ${JSON.stringify(wanted)}: ask again with one of these paths.`,
    rows: all
      .slice(context.offset, context.offset + context.limit)
      .map(({ path }) => ({ id: path, kind: 'file' })),
    total: all.length,
  };
}
