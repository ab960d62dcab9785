import { readFile } from 'node:fs/promises';
import { requestJson, type Config } from '@gkg/runtime';
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
  const token = config.token === '' ? await adminToken(config) : config.token;
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const url = `${server?.urls.coordinator ?? config.coordinatorUrl}/api/v1${path}`;
  const options = { method, headers, timeoutMs, ...(body === undefined ? {} : { body }) };
  return requestJson(url, options, signal);
}

/** There is one where the coordinator of this machine needs tokens; whoever can read it is its owner. */
async function adminToken({ adminTokenFile: file }: Config): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EACCES') return '';
    throw error;
  });
  return text.trim();
}
