/**
 * A running `gkg up` leaves its addresses in its data directory, where the other commands find it. The
 * file names its process, so that one left behind by a killed server is not believed.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownIdentity, readJson, writeFileAtomic } from '@gkg/runtime';
import { z } from 'zod';

const serverState = z.object({
  process: z.object({ pid: z.number().int().positive(), startTime: z.string().nullable() }),
  started_at: z.string(),
  urls: z.object({
    coordinator: z.string(),
    proxy: z.string(),
    indexer: z.string(),
    webserver: z.string(),
  }),
});
export type ServerState = z.infer<typeof serverState>;
export type ServiceUrls = ServerState['urls'];

function stateFile(dataDir: string): string {
  return join(dataDir, 'server.json');
}

export async function writeServerState(dataDir: string, urls: ServiceUrls): Promise<void> {
  const state: ServerState = { process: ownIdentity(), started_at: new Date().toISOString(), urls };
  await writeFileAtomic(stateFile(dataDir), `${JSON.stringify(state, null, 2)}\n`);
}

export async function removeServerState(dataDir: string): Promise<void> {
  await rm(stateFile(dataDir), { force: true });
}

/** The server that works on this data directory now, or null. */
export async function readServerState(dataDir: string): Promise<ServerState | null> {
  const state = serverState.safeParse(await readJson(stateFile(dataDir)));
  return state.success && isAlive(state.data.process) ? state.data : null;
}
