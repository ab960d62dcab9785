import { expect, test } from 'vitest';
import { callerCount } from './commits.ts';
import { allQuestions, faultOf, type Answer } from './questions.ts';

const [callers] = allQuestions(5);
const answer = (commit: string, calls: number): Answer => ({
  result: {
    total: calls,
    rows: Array.from({ length: calls }, (_, index) => ({ id: `caller_${index}` })),
    facts: {},
  },
  meta: { namespace_id: 7, commit },
});

test('an answer is judged by the commit that it names', () => {
  expect(faultOf(callers!, 7, answer('7.1.5', callerCount(5)))).toBeNull();
  expect(faultOf(callers!, 7, answer('7.2.6', callerCount(5)))).toContain('instead of');
  expect(faultOf(callers!, 7, answer('7.1.5', callerCount(5) - 1))).toContain('instead of');
  expect(faultOf(callers!, 7, answer('8.1.5', callerCount(5)))).toContain('answered from the graph of 8');
  expect(faultOf(callers!, 7, answer('HEAD', callerCount(5)))).toContain('no commit of ours');
});
