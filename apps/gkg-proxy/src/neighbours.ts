import { requestJson } from '@gkg/runtime';

const probeTimeoutMs = 2000;

/** Whether all services of the node that this one needs say that they are ready. */
export async function allReady(urls: readonly string[], signal: AbortSignal): Promise<boolean> {
  const answers = await Promise.allSettled(
    urls.map((url) => requestJson(`${url}/health/ready`, { timeoutMs: probeTimeoutMs }, signal)),
  );
  signal.throwIfAborted();
  return answers.every(({ status }) => status === 'fulfilled');
}
