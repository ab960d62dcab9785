import { createCodeGraphBuilder } from '@gkg/code-graph';
import { compare, type CaseScore } from './compare.ts';
import { findCalls } from './graph-calls.ts';
import type { SuiteCase } from './suites.ts';

/**
 * Builds the graph of each case and compares it with the expected calls. One builder does all of them: a thread
 * that starts and ends for each of some hundred cases takes most of the time, and V8 aborts now and then when
 * isolates come and go in one process ("Check failed: jit_page.has_value()", nodejs/node#64500).
 */
export async function scoreCases(cases: readonly SuiteCase[]): Promise<CaseScore[]> {
  const builder = createCodeGraphBuilder({ threads: 1 });
  const scores: CaseScore[] = [];
  try {
    for (const suiteCase of cases)
      scores.push(compare(suiteCase, await findCalls(suiteCase.directory, builder)));
  } finally {
    await builder.close();
  }
  return scores;
}
