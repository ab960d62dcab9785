import { readFile } from 'node:fs/promises';
import type { Config } from '@gkg/runtime';

export type TokenConfig = Pick<Config, 'token' | 'adminTokenFile'>;

/**
 * The header that says who asks the coordinator: with the token that was given, else with the admin token, which
 * is there where the coordinator of this machine needs tokens. Whoever can read its file is the owner.
 */
export async function coordinatorHeaders(config: TokenConfig): Promise<Record<string, string>> {
  const token = config.token === '' ? await adminToken(config) : config.token;
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}

async function adminToken({ adminTokenFile: file }: TokenConfig): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EACCES') return '';
    throw error;
  });
  return text.trim();
}
