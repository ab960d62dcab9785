import { requestJson, type Config } from '@gkg/runtime';
import { coordinatorHeaders } from './coordinator-token.ts';
import { readServerState } from './server-state.ts';

export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

const timeoutMs = 30_000;

/** Asks the coordinator's API: the one that runs on this data directory, else the configured one. */
export async function askCoordinator(
  config: Config,
  { method, path, body }: AdminRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const server = await readServerState(config.dataDir);
  const headers = await coordinatorHeaders(config);
  const url = `${server?.urls.coordinator ?? config.coordinatorUrl}/api/v1${path}`;
  const options = { method, headers, timeoutMs, ...(body === undefined ? {} : { body }) };
  return requestJson(url, options, signal);
}
