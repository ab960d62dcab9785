import { toGkgError } from '@gkg/protocol';
import { requestJson } from '@gkg/runtime';
import { leftOvers } from './left-overs.ts';
import type { Node } from './node.ts';
import { allQuestions } from './questions.ts';
import { askWebserver } from './load-client.ts';

/**
 * Has the webserver drop a graph, which may be dropped already; what is wrong afterwards, or null. Throws
 * when the webserver does not answer.
 */
export async function dropGraph(node: Node, namespaceId: number): Promise<string | null> {
  const url = `${node.webserver.url}/api/v1/graph_db/${namespaceId}`;
  await requestJson(url, { method: 'DELETE', timeoutMs: 30_000 }).catch((error: unknown) => {
    if (toGkgError(error).kind !== 'unknown_namespace') throw error;
  });
  node.ledger.forget(namespaceId);
  const [question] = allQuestions(0);
  const found = await askWebserver(node.webserver.url, namespaceId, question!, 10_000).then(
    () => 'an answer',
    (error: unknown) => toGkgError(error).kind,
  );
  if (found !== 'unknown_namespace') return `a dropped graph gives ${found}`;
  const left = leftOvers(node.dataDir).filter((path) => path.includes(`/${namespaceId}`));
  return left.length === 0 ? null : `a dropped graph leaves ${left.join(', ')}`;
}
