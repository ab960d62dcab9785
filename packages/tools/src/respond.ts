import type { Manifest, QueryMeta, QueryResponse } from '@gkg/protocol';
import { candidateText } from './answer-text.ts';
import type { Presentation } from './arguments.ts';
import { writeCursor } from './cursor.ts';
import { fittingFacts, fittingRows } from './fit.ts';
import type { Tool, ToolAnswer, ToolResult } from './tool.ts';

/** A call whose arguments are known to be right. */
export interface Asked {
  readonly args: Record<string, unknown>;
  readonly presentation: Presentation;
  readonly question: string;
  readonly offset: number;
  readonly limit: number;
}

/** What an answer says of the graph it came from. */
export type AnswerSource = Pick<
  Manifest,
  'namespace_id' | 'project' | 'commit' | 'finished_at' | 'schema_version' | 'checksum'
>;

/** Of a host's answer: it comes from no graph. */
export const noManifest: AnswerSource = {
  namespace_id: 0,
  project: '',
  commit: null,
  finished_at: '',
  schema_version: 0,
  checksum: '',
};

/** An answer as it goes out: what fits of it, where it came from, and how to go on. */
export function respond(
  tool: Tool,
  answer: ToolAnswer,
  asked: Asked,
  source: AnswerSource,
  startedAt: number,
): QueryResponse {
  const text = answer.status === 'ambiguous' ? candidateText : tool.text;
  const facts = fittingFacts(answer.facts ?? {}, asked.presentation);
  const rows = fittingRows({ ...answer, facts }, text, asked.presentation);
  const seen = asked.offset + rows.length;
  const truncated = rows.length > 0 && seen < answer.total;
  const result: ToolResult = {
    tool: tool.name,
    status: answer.status ?? 'ok',
    summary: answer.summary,
    total: answer.total,
    facts,
    rows,
  };
  const meta: QueryMeta = {
    namespace_id: source.namespace_id,
    project: source.project,
    commit: source.commit,
    indexed_at: source.finished_at,
    schema_version: source.schema_version,
    complete: (answer.reasons ?? []).length === 0 ? 'exact' : 'lower_bound',
    reasons: answer.reasons ?? [],
    truncated,
    next_cursor: truncated ? writeCursor(seen, asked.question, source) : null,
    elapsed_ms: Math.round((performance.now() - startedAt) * 100) / 100,
  };
  return { result, meta };
}
