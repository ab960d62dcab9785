import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphRows, Row } from '@gkg/ontology';
import { expect, onTestFinished, test } from 'vitest';
import { writeGraph } from './write-graph.ts';

/** A volume of its own; undefined where mounting is not allowed. */
async function smallVolume(bytes: number): Promise<string | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-volume-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory]);
  });
  return directory;
}

/** Names that do not compress, so that the database is about as large as its CSV file. */
function* directories(count: number): Generator<Row> {
  for (let index = 0; index < count; index += 1) {
    yield [`src/${index}`, createHash('sha512').update(String(index)).digest('base64').slice(0, 80)];
  }
}

// Too small for an empty database, for the CSV files, and for the database in one of its later steps.
test.for([20_000, 1_000_000, 3_850_000, 4_000_000])(
  'a volume of %i bytes runs full: the build ends, says so, and leaves nothing',
  async (bytes, context) => {
    const directory = await smallVolume(bytes);
    context.skip(directory === undefined, 'mounting is not allowed here');
    const rows: GraphRows = { nodes: [{ label: 'Directory', rows: directories(40_000) }], edges: [] };
    const built = writeGraph(rows, join(directory!, 'graph.kuzu'));
    await expect(built).rejects.toMatchObject({ kind: 'disk_full' });
    expect(await readdir(directory!)).toEqual([]);
  },
);
