/** The peer, installed from the npm registry into the cache; nothing of it reaches the user's home. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import type { Program } from './measure.ts';
import { runTool } from './run-tool.ts';

export const codegraphVersion = '1.6.1';

export interface Codegraph {
  /** Indexes a directory; the index lies in it, and no process stays behind. */
  index(directory: string): Program;
  counts(directory: string): Promise<CodegraphCounts>;
  remove(directory: string): Promise<void>;
}

export interface CodegraphCounts {
  readonly files: number;
  readonly nodes: number;
  readonly edges: number;
  readonly graphBytes: number;
}

/** Installs the peer if it is not there; an Error says why it cannot be had. */
export async function installCodegraph(): Promise<Codegraph> {
  const home = cached(`codegraph-${codegraphVersion}`);
  // The program of this platform itself: the launcher in front of it only costs it time.
  const platform = `codegraph-${process.platform}-${process.arch}`;
  const file = join(home, 'node_modules/@colbymchenry', platform, 'bin/codegraph');
  if (!existsSync(file)) {
    const name = `@colbymchenry/codegraph@${codegraphVersion}`;
    await runTool('npm', ['install', '--silent', '--ignore-scripts', '--prefix', home, name], { cwd: home });
  }
  if (!existsSync(file)) throw new Error(`the package has no program for ${platform}`);
  const env = environment(cached('codegraph-home'));
  return {
    index: (directory) => ({ file, args: ['init', '--yes', '.'], cwd: directory, env }),
    counts: async (directory) =>
      readStatus(await runTool(file, ['status', '--json'], { cwd: directory, env })),
    remove: (directory) => rm(join(directory, '.codegraph'), { recursive: true, force: true }),
  };
}

function environment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    DO_NOT_TRACK: '1',
    CODEGRAPH_NO_DAEMON: '1',
    CODEGRAPH_NO_WATCH: '1',
  };
}

function readStatus(json: string): CodegraphCounts {
  const status = JSON.parse(json) as {
    readonly fileCount: number;
    readonly nodeCount: number;
    readonly edgeCount: number;
    readonly dbSizeBytes: number;
    readonly index: { readonly state: string; readonly pendingRefs: number };
  };
  const { state, pendingRefs } = status.index;
  if (state !== 'complete' || pendingRefs > 0)
    throw new Error(`its index is ${state}, ${String(pendingRefs)} left`);
  return {
    files: status.fileCount,
    nodes: status.nodeCount,
    edges: status.edgeCount,
    graphBytes: status.dbSizeBytes,
  };
}
