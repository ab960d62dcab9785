import { GkgError } from '@gkg/protocol';
import type { Manifest, QueryResponse } from '@gkg/protocol';
import type { Presentation } from './arguments.ts';
import { findTool } from './catalogue.ts';
import { questionMark, readCursor } from './cursor.ts';
import { parseArguments } from './parse-arguments.ts';
import type { ProjectHost } from './project-host.ts';
import { noManifest, respond } from './respond.ts';
import type { AnswerSource, Asked } from './respond.ts';
import type { SourceReader } from './source-reader.ts';
import type { GraphTool, Parameters, Tool, ToolContext, ToolGraph } from './tool.ts';

export interface ToolLimits {
  /** For the whole call, however many statements it takes. */
  readonly timeoutMs?: number;
  /** Most rows of an answer, whatever its arguments ask for. */
  readonly rowsMax?: number;
  /** Where `read_definitions` finds source text; without it the tool gives locations and signatures. */
  readonly source?: SourceReader;
}

const TIMEOUT_MS = 10_000;
/** Of one statement: some tools weigh many rows to answer with a few. */
const STATEMENT_ROWS_MAX = 1_000_000;

/**
 * Runs a tool on one graph. Fails with `unknown_tool` or `invalid_arguments` before the graph is
 * asked, with `timeout` or `too_large` at a limit, and with the engine's errors as they are.
 */
export async function runTool(
  graph: ToolGraph,
  manifest: Manifest,
  name: string,
  args: unknown,
  limits: ToolLimits = {},
  signal?: AbortSignal,
): Promise<QueryResponse> {
  const startedAt = performance.now();
  const tool = findTool(name);
  if (tool.asks !== 'graph') {
    throw new GkgError(
      'unknown_tool',
      `${name} is not about one project: this server does not offer it here.`,
    );
  }
  const asked = askedOf(tool, args, manifest);
  requireSchema(tool, manifest);
  const answer = await tool.run(contextOf(graph, manifest, asked, limits, signal), asked.args);
  return respond(tool, answer, asked, manifest, startedAt);
}

function requireSchema({ name, schemaMin = 0 }: GraphTool, { schema_version: schema }: Manifest): void {
  if (schema >= schemaMin) return;
  const message = `The graph is of schema version ${schema}, and ${name} needs ${schemaMin}: it has to be indexed again.`;
  throw new GkgError('graph_outdated', message, { detail: { schema_version: schema, needed: schemaMin } });
}

/** Runs `list_projects` or `index_project`, which ask the process around the graphs. */
export async function runHostTool(
  host: ProjectHost,
  name: string,
  args: unknown,
  signal?: AbortSignal,
): Promise<QueryResponse> {
  const startedAt = performance.now();
  const tool = findTool(name);
  if (tool.asks !== 'host') throw new GkgError('unknown_tool', `${name} needs a project to ask.`);
  const asked = askedOf(tool, args, noManifest);
  const answer = await tool.run(host, asked.args, signal);
  const rows = answer.rows.slice(asked.offset, asked.offset + asked.limit);
  return respond(tool, { ...answer, rows }, asked, noManifest, startedAt);
}

export function isHostTool(name: string): boolean {
  return findTool(name).asks === 'host';
}

const presentationDefaults: Presentation = { limit: 50, cursor: '', max_tokens: 4000, format: 'text' };

function askedOf(tool: Tool, value: unknown, manifest: AnswerSource): Asked {
  const args = parseArguments(tool, value);
  const presentation = { ...presentationDefaults, ...(args as Partial<Presentation>) };
  const question = questionMark(tool.name, args);
  const offset = readCursor(presentation.cursor, question, manifest);
  return { args, presentation, question, offset, limit: presentation.limit };
}

function contextOf(
  graph: ToolGraph,
  manifest: Manifest,
  asked: Asked,
  limits: ToolLimits,
  signal: AbortSignal | undefined,
): ToolContext {
  const timeoutMs = limits.timeoutMs ?? TIMEOUT_MS;
  const endsAt = performance.now() + timeoutMs;
  return {
    manifest,
    source: limits.source ?? null,
    offset: asked.offset,
    limit: Math.min(asked.limit, limits.rowsMax ?? asked.limit),
    async rows<Row extends object>(statement: string, parameters: Parameters = {}): Promise<Row[]> {
      signal?.throwIfAborted();
      const leftMs = Math.ceil(endsAt - performance.now());
      if (leftMs <= 0)
        throw new GkgError('timeout', `The tool ran longer than ${timeoutMs} ms and was stopped.`);
      return (await graph.query(
        statement,
        parameters,
        { timeoutMs: leftMs, rowsMax: STATEMENT_ROWS_MAX },
        signal,
      )) as Row[];
    },
  };
}
