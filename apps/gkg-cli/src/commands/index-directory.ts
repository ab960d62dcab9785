import { basename, resolve } from 'node:path';
import type { IndexStatistics } from '@gkg/protocol';
import { defineCommand, type Invocation } from '../command.ts';
import { formatRows, formatStatistics } from '../format.ts';
import {
  indexIntoDataDir,
  indexIntoFile,
  type IndexedGraph,
  type LocalIndexRequest,
} from '../index-locally.ts';
import { indexOnServer } from '../index-on-server.ts';
import { createProgressDisplay } from '../progress.ts';
import { readServerState } from '../server-state.ts';

export const indexCommand = defineCommand({
  name: 'index',
  usage: '<directory> [--out file] [--name name]',
  positionals: { min: 1, max: 1 },
  options: {
    out: { type: 'string', value: 'file', description: 'Write the graph file here and nothing else.' },
    name: { type: 'string', value: 'name', description: "The project's name; the directory's by default." },
  },
  examples: [
    ['gkg index .', 'this directory, for gkg query'],
    ['gkg index ~/src/django --json', 'counts and seconds as JSON'],
    ['gkg index ~/src/django --out django.kuzu', 'a graph file of your own'],
  ],
  async run(invocation, signal) {
    const { positionals, options, json, terminal } = invocation;
    const directory = positionals[0] ?? '.';
    const progress = createProgressDisplay(options.name ?? basename(resolve(directory)), terminal);
    try {
      const result = await index(
        { directory, name: options.name, progress },
        options.out,
        invocation,
        signal,
      );
      progress.end();
      terminal.out(json ? `${JSON.stringify(result)}\n` : describe(result));
    } finally {
      progress.end();
    }
  },
});

/** The same fields however it was indexed; `graph` is null when a server keeps the file. */
interface IndexResult {
  readonly project: string;
  readonly namespace_id: number;
  readonly commit: string | null;
  readonly graph: string | null;
  readonly statistics: IndexStatistics | null;
}

async function index(
  request: Pick<LocalIndexRequest, 'directory' | 'name' | 'progress'>,
  out: string | undefined,
  { config, env }: Invocation,
  signal: AbortSignal,
): Promise<IndexResult> {
  const local = { ...request, config, env };
  if (out !== undefined) return ofGraph(await indexIntoFile(local, out, signal));
  const server = await readServerState(config.dataDir);
  if (server === null) return ofGraph(await indexIntoDataDir(local, signal));
  const { project, statistics } = await indexOnServer({ ...request, urls: server.urls, config }, signal);
  const { name, namespace_id, commit } = project;
  return { project: name, namespace_id, commit, graph: null, statistics };
}

function ofGraph({ manifest, statistics, file }: IndexedGraph): IndexResult {
  const { project, namespace_id, commit } = manifest;
  return { project, namespace_id, commit, graph: file, statistics };
}

function describe({ project, commit, graph, statistics }: IndexResult): string {
  const head = formatRows([
    ['project', project],
    ...(commit === null ? [] : [['commit', commit] as const]),
    ...(graph === null ? [] : [['graph file', graph] as const]),
  ]);
  return `${head}${statistics === null ? '' : formatStatistics(statistics)}`;
}
