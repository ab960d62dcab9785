/* The ways in which a published graph is found damaged after a restart. */
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphFileName, manifestFileName } from '@gkg/runtime';
import type { Random } from './random.ts';

export interface Damage {
  readonly name: string;
  /** Nothing tells but the checksum, which is compared regularly and not at the start. */
  readonly silent?: true;
  /** Damages the graph in `directory`; `other` holds one of another namespace. */
  apply(directory: string, other: string, random: Random): void;
}

const graphIn = (directory: string) => join(directory, graphFileName);
const manifestIn = (directory: string) => join(directory, manifestFileName);

function editManifest(directory: string, change: Readonly<Record<string, unknown>>): void {
  const manifest = JSON.parse(readFileSync(manifestIn(directory), 'utf8')) as object;
  writeFileSync(manifestIn(directory), JSON.stringify({ ...manifest, ...change }));
}

function overwrite(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

export const damages: readonly Damage[] = [
  {
    name: 'graph truncated',
    apply: (directory, _, random) =>
      truncateSync(graphIn(directory), 1 + random.integer(statSync(graphIn(directory)).size - 1)),
  },
  { name: 'graph empty', apply: (directory) => truncateSync(graphIn(directory), 0) },
  { name: 'graph missing', apply: (directory) => rmSync(graphIn(directory)) },
  {
    name: 'one bit of the graph flipped',
    silent: true,
    apply: (directory, _, random) =>
      overwrite(graphIn(directory), (bytes) => {
        const at = random.integer(bytes.length);
        bytes[at] = bytes[at]! ^ (1 << random.integer(8));
      }),
  },
  {
    name: 'a page of the graph zeroed',
    silent: true,
    apply: (directory, _, random) =>
      overwrite(graphIn(directory), (bytes) => {
        const at = 4096 * random.integer(bytes.length / 4096);
        bytes.fill(0, at, at + 4096);
      }),
  },
  {
    name: 'graph of another program',
    silent: true,
    apply: (directory) => overwrite(graphIn(directory), (bytes) => bytes.write('SQLite format 3\0')),
  },
  {
    name: 'graph of another namespace',
    silent: true,
    apply: (directory, other) => {
      copyFileSync(graphIn(other), graphIn(directory));
      const { graph_bytes } = JSON.parse(readFileSync(manifestIn(other), 'utf8')) as { graph_bytes: number };
      editManifest(directory, { graph_bytes });
    },
  },
  {
    name: 'graph and manifest of another namespace',
    apply: (directory, other) => {
      copyFileSync(graphIn(other), graphIn(directory));
      copyFileSync(manifestIn(other), manifestIn(directory));
    },
  },
  {
    name: 'manifest truncated',
    apply: (directory, _, random) =>
      truncateSync(manifestIn(directory), random.integer(statSync(manifestIn(directory)).size - 2)),
  },
  { name: 'manifest missing', apply: (directory) => rmSync(manifestIn(directory)) },
  { name: 'manifest of no JSON', apply: (directory) => writeFileSync(manifestIn(directory), '\0\0\0\0') },
  { name: 'schema too new', apply: (directory) => editManifest(directory, { schema_version: 9999 }) },
  { name: 'storage too new', apply: (directory) => editManifest(directory, { storage_version: '9999' }) },
];
