/**
 * `npm run bench:disk`: what a repository takes on a node's disk. A whole system (coordinator, proxy, indexer,
 * webserver) is told of corpora as git repositories, one after the other; each is fetched and indexed, then changed
 * in one file, pushed and indexed again. Sizes are of allocated blocks, as `du` counts them. Shown for each: the source,
 * what its graph takes at rest, made and changed, what the kept extractions do, and how much more than before it there was at most while it was
 * worked on, the fetched tree included. Of plain git no tree is kept.
 *
 *   --corpora names   of test/bench/corpora.ts, with commas
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { requestJson } from '@gkg/runtime';
import { temporaryFolder } from '../e2e/sample-project.ts';
import { serviceProcesses } from '../e2e/service-processes.ts';
import { corpora } from './corpora.ts';
import { corpusDirectory, listSources, measureSources } from './corpus-files.ts';

const { values } = parseArgs({
  options: {
    corpora: { type: 'string', default: 'flask,cobra,django,redis,rails,homeassistant,kubernetes' },
  },
});

type Sizes = Readonly<Record<(typeof parts)[number], number>>;

const parts = ['graphs', 'cache', 'sources', 'repositories', 'staged'] as const;
const peakPollMs = 100;
const restMs = 3000;
const indexTimeoutMs = 900_000;

const folder = temporaryFolder('disk');
const dataDir = join(folder.path, 'data');
const processes = await serviceProcesses(dataDir, {
  GKG_PULL_INTERVAL_MS: '500',
  GKG_LOG_LEVEL: 'warn',
});
try {
  await Promise.all((['coordinator', 'indexer', 'webserver'] as const).map((name) => processes.start(name)));
  await processes.start('proxy');
  const heads = [
    'corpus',
    'lines',
    'source MB',
    'graph',
    'changed',
    'cache',
    'at most, first',
    'at most, change',
  ];
  row(heads);
  row(heads.map(() => '---'));
  for (const name of values.corpora.split(',')) await measure(name);
} finally {
  await processes.endAll();
  folder.remove();
}

async function measure(name: string): Promise<void> {
  const corpus = corpora.find((each) => each.name === name);
  if (corpus === undefined) throw new Error(`There is no corpus ${name}`);
  const repository = join(folder.path, name);
  cpSync(await corpusDirectory(corpus), repository, { recursive: true });
  const size = measureSources(repository, corpus.extensions);
  const before = sizes();
  commit(repository);
  const { id } = await api('/projects', { url: `git+file://${repository}` });
  const first = await peakUntilServed(id, head(repository));
  await untilAtRest();
  appendFileSync(join(repository, listSources(repository, corpus.extensions)[0]!), '\n\n');
  commit(repository);
  const made = sizes();
  await api(`/projects/${id}/index`, {});
  const change = await peakUntilServed(id, head(repository));
  await untilAtRest();
  const after = sizes();
  const graph = made.graphs - before.graphs;
  const changed = after.graphs - before.graphs;
  const cache = after.cache - before.cache;
  row([
    name,
    size.lines.toLocaleString('en').replaceAll(',', ' '),
    ...[size.bytes, graph, changed, cache, first - total(before), change - total(made)].map(megabytes),
  ]);
}

/** The most that was taken until the project was served at a commit. */
async function peakUntilServed(id: number, hash: string): Promise<number> {
  let most = 0;
  for (const end = Date.now() + indexTimeoutMs; Date.now() < end; await delay(peakPollMs)) {
    most = Math.max(most, total(sizes()));
    const { commit: served } = await api(`/projects/${id}`);
    if (served === hash) return most;
  }
  throw new Error(`Project ${id} was not served in time:\n${processes.log()}`);
}

/** Until nothing is removed any more: a graph that was replaced, a tree that was read. */
async function untilAtRest(): Promise<void> {
  for (let before = -1, now = total(sizes()); now !== before; now = total(sizes())) {
    before = now;
    await delay(restMs);
  }
}

async function api(
  path: string,
  body?: object,
): Promise<{ readonly id: number; readonly commit: string | null }> {
  const url = `${processes.url('coordinator')}/api/v1${path}`;
  return (await requestJson(url, { ...(body && { body }), timeoutMs: 60_000 })) as never;
}

function commit(repository: string): void {
  git(repository, 'init', '--quiet', '.');
  git(repository, 'add', '--all');
  git(repository, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'a change');
}

function head(repository: string): string {
  return git(repository, 'rev-parse', 'HEAD').trim();
}

function git(repository: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
}

function sizes(): Sizes {
  return Object.fromEntries(parts.map((part) => [part, bytesBelow(join(dataDir, part))])) as Sizes;
}

/** What is removed while it is counted makes `du` fail, and its sum is right without it. */
function bytesBelow(directory: string): number {
  try {
    return kilobytes(execFileSync('du', ['-sk', directory], { encoding: 'utf8', stdio: 'pipe' }));
  } catch (error) {
    return kilobytes((error as { readonly stdout?: string }).stdout ?? '');
  }
}

function kilobytes(text: string): number {
  return 1024 * (Number.parseInt(text, 10) || 0);
}

function total(of: Sizes): number {
  return parts.reduce((sum, part) => sum + of[part], 0);
}

function megabytes(bytes: number): string {
  const number = bytes / 1e6;
  return number < 10 ? number.toFixed(1) : number.toFixed(0);
}

function row(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
