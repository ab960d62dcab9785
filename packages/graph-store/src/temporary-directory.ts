import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLease, partLock } from '@gkg/runtime';
import { onTestFinished } from 'vitest';
import type { Publisher } from './publish.ts';

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-graph-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A data directory whose graphs the test may change. */
export async function temporaryPublisher(): Promise<Publisher> {
  const dataDir = await temporaryDirectory();
  const lease = await acquireLease(partLock(dataDir, 'graphs'));
  onTestFinished(() => lease.release());
  return { dataDir, lease };
}
