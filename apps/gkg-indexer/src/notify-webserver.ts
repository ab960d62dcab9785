import { GkgError, errorPolicies } from '@gkg/protocol';
import type { SwapRequest } from '@gkg/protocol';
import { requestJson, retry } from '@gkg/runtime';

export interface NotifyOptions {
  readonly webserverUrl: string;
  /** Longest swap: opening the new graph and letting the queries on the old one finish. */
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  readonly firstDelayMs: number;
  readonly onRetry: (error: unknown, attempt: number, delayMs: number) => void;
}

const delayMsMax = 15_000;

/**
 * Asks the webserver to serve the staged graph from now on, and waits until it does. An abort ends the
 * pauses between attempts but never an attempt: nobody could say whether that swap took place.
 */
export async function notifyWebserver(
  namespaceId: number,
  stagedDir: string,
  options: NotifyOptions,
  signal: AbortSignal,
): Promise<void> {
  const url = `${options.webserverUrl}/api/v1/graph_db/${namespaceId}`;
  const body: SwapRequest = { file: stagedDir };
  const attempt = () => requestJson(url, { method: 'POST', body, timeoutMs: options.timeoutMs });
  const { attemptsMax, firstDelayMs, onRetry } = options;
  await retry(attempt, { attemptsMax, firstDelayMs, delayMsMax, retryIf: mayPass, onRetry }, signal);
}

/** Whether the webserver may still take the staged graph, so that it must not be removed. */
export function mayPass(error: unknown): boolean {
  return error instanceof GkgError && errorPolicies[error.kind].retry;
}
