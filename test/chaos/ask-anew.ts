import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { GkgError } from '@gkg/protocol';
import type { ErrorKind } from '@gkg/protocol';
import { queryBody, queryPath } from './load-client.ts';
import type { Answer, Question } from './questions.ts';

/**
 * Asks a webserver over a connection of its own. A shared one may lead to a process that has just ended, also
 * with `connection: close`, which ends it only after the answer; what is judged is the one that serves now.
 */
export async function askAnew(
  url: string,
  namespaceId: number,
  question: Question,
  timeoutMs: number,
): Promise<Answer> {
  const body = JSON.stringify(queryBody(namespaceId, question));
  const { status, answer } = await post(`${url}${queryPath}`, body, timeoutMs);
  if (status === 200) return answer as Answer;
  const { code, error } = answer as { code: ErrorKind; error: string };
  throw new GkgError(code, error);
}

async function post(
  url: string,
  body: string,
  timeoutMs: number,
): Promise<{ status: number | undefined; answer: unknown }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent: false, headers, signal }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, answer: JSON.parse(await text(response)) };
  } catch (cause) {
    throw new GkgError('upstream_unavailable', `${url} gave no answer over a new connection.`, { cause });
  }
}
