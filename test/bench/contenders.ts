/**
 * The three programs that are compared. Each run starts from nothing: an empty data directory for `gkg`, no
 * index of the peer's. What they left is removed after each.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allLanguages } from '@gkg/code-graph';
import { root } from '../source-files.ts';
import { cacheDirectory } from './cache.ts';
import { type Codegraph, installCodegraph } from './codegraph.ts';
import type { FloorSettings } from './floor.ts';
import { type Bounds, measure, type Measurement } from './measure.ts';

export const contenderNames = ['gkg', 'floor', 'codegraph'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** What a program says that it made; the floor makes no graph. */
export interface Made {
  readonly files: number;
  readonly nodes: number;
  readonly edges: number;
  readonly graphBytes: number;
}

export interface Run {
  readonly measurement: Measurement;
  readonly made: Made;
}

export type Contender = (directory: string, bounds: Bounds) => Promise<Run>;

export async function createContender(name: ContenderName): Promise<Contender> {
  if (name === 'gkg') return runGkg;
  if (name === 'floor') return runFloor;
  const codegraph = await installCodegraph();
  return (directory, bounds) => runCodegraph(codegraph, directory, bounds);
}

/** No repository around the cache may say what is in it. */
const outside = { GIT_CEILING_DIRECTORIES: `${dirname(cacheDirectory)}:${tmpdir()}` };

async function runGkg(directory: string, bounds: Bounds): Promise<Run> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gkg-bench-'));
  try {
    const launcher = join(root, 'apps/gkg-cli/bin/gkg.js');
    const args = [launcher, 'index', directory, '--json', '--data-dir', dataDir];
    const env = { ...process.env, ...outside };
    const measurement = await measure({ file: process.execPath, args, env }, bounds);
    return { measurement, made: readStatistics(measurement.stdout) };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function readStatistics(json: string): Made {
  const { statistics } = JSON.parse(json) as {
    readonly statistics: {
      readonly files_parsed: number;
      readonly nodes: Readonly<Record<string, number>>;
      readonly edges: Readonly<Record<string, number>>;
      readonly graph_bytes: number;
    };
  };
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  return {
    files: statistics.files_parsed,
    nodes: sum(statistics.nodes),
    edges: sum(statistics.edges),
    graphBytes: statistics.graph_bytes,
  };
}

async function runFloor(directory: string, bounds: Bounds): Promise<Run> {
  const args = [join(root, 'test/bench/floor.ts'), directory, JSON.stringify(await floorSettings())];
  const measurement = await measure({ file: process.execPath, args, env: process.env }, bounds);
  const { files, nodes } = JSON.parse(measurement.stdout) as {
    readonly files: number;
    readonly nodes: number;
  };
  if (files === 0) throw new Error('knows no grammar for these files');
  return { measurement, made: { files, nodes, edges: 0, graphBytes: 0 } };
}

async function floorSettings(): Promise<FloorSettings> {
  const { resolve } = createRequire(join(root, 'packages/code-graph/package.json'));
  const grammars = (await allLanguages()).flatMap(({ extensions, grammar }) =>
    extensions.map((extension) => [extension, resolve(grammar)] as const),
  );
  return {
    threads: availableParallelism(),
    parser: pathToFileURL(resolve('web-tree-sitter')).href,
    grammars: Object.fromEntries(grammars),
  };
}

async function runCodegraph(codegraph: Codegraph, directory: string, bounds: Bounds): Promise<Run> {
  await codegraph.remove(directory);
  try {
    const measurement = await measure(codegraph.index(directory), bounds);
    return { measurement, made: await codegraph.counts(directory) };
  } finally {
    await codegraph.remove(directory);
  }
}
