import { callerCount, commitName, markerName, readCommit, type Commit } from './commits.ts';
import type { Random } from './random.ts';

export interface Question {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What of the answer must be like this, as JSON, at a commit of this content. */
  readonly expected: (content: number) => unknown;
  readonly found: (result: ToolResult) => unknown;
}

interface ToolResult {
  readonly total: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly facts: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

export interface Answer {
  readonly result: ToolResult;
  readonly meta: { readonly namespace_id: number; readonly commit: string | null };
}

const firstId = ({ total, rows }: ToolResult) => [total, rows.length, rows[0]?.['id']];

const fixed: readonly Question[] = [
  {
    tool: 'callers',
    arguments: { definition: 'target' },
    expected: (content) => [callerCount(content), callerCount(content)],
    found: ({ total, rows }) => [total, new Set(rows.map((row) => row['id'])).size],
  },
  {
    tool: 'search_definitions',
    arguments: { name: 'marker_' },
    expected: (content) => [1, 1, `base.py::${markerName(content)}`],
    found: firstId,
  },
  {
    tool: 'callees',
    arguments: { definition: 'caller_0' },
    expected: () => [1, 1, 'base.py::target'],
    found: firstId,
  },
  {
    tool: 'most_used_definitions',
    arguments: {},
    expected: (content) => ['base.py::target', callerCount(content)],
    found: ({ rows }) => [rows[0]?.['id'], rows[0]?.['uses']],
  },
  {
    tool: 'repository_stats',
    arguments: {},
    expected: (content) => [2, callerCount(content) + 2, callerCount(content), callerCount(content)],
    found: ({ facts }) => [
      facts['nodes']?.['File'],
      facts['nodes']?.['Definition'],
      facts['edges']?.['CALLS'],
      facts['calls_by_resolution']?.['import'],
    ],
  },
];

/** Whether a definition is there that only one content has. */
function markerQuestion(asked: number): Question {
  return {
    tool: 'get_definition',
    arguments: { definition: markerName(asked) },
    expected: (content) => (content === asked ? [1, 1, `base.py::${markerName(asked)}`] : [0, 0, undefined]),
    found: firstId,
  };
}

/** Every question that is known, the last about a definition of the content `near`. */
export function allQuestions(near: number): readonly Question[] {
  return [...fixed, markerQuestion(near)];
}

export function anyQuestion(near: number, random: Random): Question {
  return random.pick(allQuestions(near));
}

/** What is wrong with an answer, judged by the commit that it names; null when it is right. */
export function faultOf(question: Question, namespaceId: number, answer: Answer): string | null {
  const commit = readCommit(answer.meta.commit);
  if (commit === null) return `${question.tool} names no commit of ours: ${String(answer.meta.commit)}`;
  if (answer.meta.namespace_id !== namespaceId || commit.namespaceId !== namespaceId) {
    return `${question.tool} of ${namespaceId} is answered from the graph of ${commit.namespaceId}`;
  }
  const expected = JSON.stringify(question.expected(commit.content));
  const found = JSON.stringify(question.found(answer.result));
  if (found === expected) return null;
  return `${question.tool} at ${commitName(commit)} found ${found} instead of ${expected}`;
}

export function commitOf(answer: Answer): Commit {
  const commit = readCommit(answer.meta.commit);
  if (commit === null) throw new Error(`The answer names no commit of ours: ${String(answer.meta.commit)}`);
  return commit;
}
