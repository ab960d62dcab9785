import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checksum, currentVersions, readManifest, writeGraph, writeManifest } from '@gkg/graph-store';
import type { Manifest } from '@gkg/protocol';
import { createLogger, graphFileName, loadConfig, requestJson, stagedDir } from '@gkg/runtime';
import { onTestFinished } from 'vitest';
import { startWebserver } from './start-webserver.ts';
import type { Webserver } from './start-webserver.ts';

type GraphRows = Parameters<typeof writeGraph>[0];
type Row = readonly (string | number | boolean | null)[];

export async function temporaryDataDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gkg-webserver-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A webserver on a free port; `env` are settings as an operator would give them. */
export async function startedWebserver(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  graphProcessEntry?: URL,
): Promise<Webserver> {
  const config = loadConfig({ GKG_DATA_DIR: dataDir, GKG_WEBSERVER_PORT: '0', ...env });
  const logger = createLogger('test', { level: 'silent' });
  const webserver = await startWebserver(config, {
    logger,
    ...(graphProcessEntry === undefined ? {} : { graphProcessEntry }),
  });
  onTestFinished(() => webserver.stop());
  return webserver;
}

/** Stages, as an indexer would, a graph of `functions` functions that are called by the first of them. */
export async function stageGraph(
  dataDir: string,
  namespaceId: number,
  job: string,
  functions = 3,
): Promise<string> {
  const staged = stagedDir(dataDir, namespaceId, job);
  await mkdir(staged, { recursive: true });
  const file = join(staged, graphFileName);
  const { counts, bytes } = await writeGraph(graphRows(functions), file);
  const now = new Date().toISOString();
  await writeManifest(staged, {
    ...currentVersions,
    namespace_id: namespaceId,
    project_id: namespaceId,
    project: `project-${namespaceId}`,
    source: 'a test',
    commit: job,
    counts,
    call_sites: functions,
    unresolved_sites: 0,
    graph_bytes: bytes,
    checksum: await checksum(file),
    started_at: now,
    finished_at: now,
  });
  return staged;
}

/** Stages a copy of a staged graph as the work of another job. */
export async function restageGraph(
  dataDir: string,
  namespaceId: number,
  job: string,
  template: string,
  change: Partial<Manifest> = {},
): Promise<string> {
  const staged = stagedDir(dataDir, namespaceId, job);
  await mkdir(staged, { recursive: true });
  await copyFile(join(template, graphFileName), join(staged, graphFileName));
  await writeManifest(staged, { ...(await readManifest(template)), commit: job, ...change });
  return staged;
}

/** Stages a graph and has the webserver serve it. */
export async function serveGraph(
  webserver: Webserver,
  dataDir: string,
  namespaceId: number,
  job: string,
  functions = 3,
): Promise<unknown> {
  const file = await stageGraph(dataDir, namespaceId, job, functions);
  return swapIn(webserver, namespaceId, file);
}

export async function swapIn(webserver: Webserver, namespaceId: number, file: string): Promise<unknown> {
  const url = `${webserver.url}/api/v1/graph_db/${namespaceId}`;
  return requestJson(url, { body: { file }, timeoutMs: 10_000 });
}

export interface Answer {
  readonly result: { readonly total: number; readonly rows: readonly Record<string, unknown>[] };
  readonly meta: { readonly commit: string; readonly namespace_id: number; readonly schema_version: number };
}

export async function ask(
  webserver: Webserver,
  namespaceId: number,
  tool: string,
  args: object = {},
): Promise<Answer> {
  const body = { namespace_id: namespaceId, tool, arguments: args };
  return (await requestJson(`${webserver.url}/api/v1/query`, { body, timeoutMs: 20_000 })) as Answer;
}

function graphRows(functions: number): GraphRows {
  const ids = Array.from({ length: functions }, (_, index) => `a.py::function_${index}`);
  return {
    nodes: [
      { label: 'Directory', rows: [['', '']] },
      { label: 'File', rows: [['a.py', 'a.py', '.py', 'python', 100, 9, 'abc', null, functions, 0, 0]] },
      { label: 'Definition', rows: ids.map(definitionRow) },
    ],
    edges: [
      { label: 'CONTAINS', from: 'Directory', to: 'File', rows: [['', 'a.py']] },
      { label: 'DEFINES', from: 'File', to: 'Definition', rows: ids.map((id) => ['a.py', id]) },
      {
        label: 'CALLS',
        from: 'Definition',
        to: 'Definition',
        rows: ids.map((id, line) => ['a.py::function_0', id, line + 1, 5, 'lexical', 1]),
      },
    ],
  };
}

function definitionRow(id: string, index: number): Row {
  const name = `function_${index}`;
  const place = [index + 1, 1, index + 1, 30, index + 1, 5];
  return [id, name, name, 'function', null, 'a.py', ...place, `def ${name}()`, null, 'public', true];
}
