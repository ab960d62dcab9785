/*
 * Graphs that were built once by the real indexer, to be staged or laid down many times: a copy with a
 * manifest of its own is a graph like any other, and costs no parsing.
 */
import { randomUUID } from 'node:crypto';
import { copyFileSync, cpSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Manifest } from '@gkg/protocol';
import { graphDir, graphFileName, manifestFileName, requestJson, stagedDir } from '@gkg/runtime';
import { commitName, type Commit } from './commits.ts';
import { Ledger } from './ledger.ts';
import { createNode } from './node.ts';
import type { Run } from './run.ts';

export interface Templates {
  /** The content of any commit, so that neighbours in history and in number differ. */
  readonly contentOf: (namespaceId: number, number: number) => number;
  /** Stages a commit as a job would; answers the directory. */
  stage(dataDir: string, commit: Commit): string;
  /** Puts a commit to where published graphs lie. No webserver may run. */
  layDown(dataDir: string, commit: Commit): void;
}

const templateNamespace = 1;

/** Has a node of its own build graphs of that many contents. */
export async function buildTemplates(run: Run, count: number): Promise<Templates> {
  const root = join(run.directory, 'templates');
  const ledger = new Ledger((_, number) => number - 1);
  const node = await createNode(run, { dataDir: join(root, 'data'), ledger });
  await node.start();
  try {
    for (let content = 0; content < count; content += 1) {
      await node.publish(templateNamespace);
      cpSync(graphDir(node.dataDir, templateNamespace), join(root, String(content)), {
        recursive: true,
        dereference: true,
      });
    }
  } finally {
    await node.stop();
  }
  return createTemplates(root, count);
}

function createTemplates(root: string, count: number): Templates {
  const manifests = Array.from({ length: count }, (_, content) => {
    const text = readFileSync(join(root, String(content), manifestFileName), 'utf8');
    return JSON.parse(text) as Manifest;
  });
  const writeManifest = (directory: string, commit: Commit) => {
    const now = new Date().toISOString();
    const manifest: Manifest = {
      ...manifests[commit.content]!,
      namespace_id: commit.namespaceId,
      project_id: commit.namespaceId,
      commit: commitName(commit),
      started_at: now,
      finished_at: now,
    };
    writeFileSync(join(directory, manifestFileName), JSON.stringify(manifest));
  };
  const graphOf = ({ content }: Commit) => join(root, String(content), graphFileName);
  return {
    contentOf: (namespaceId, number) => (namespaceId * 3 + number * 5) % count,
    stage(dataDir, commit) {
      const directory = stagedDir(dataDir, commit.namespaceId, randomUUID());
      mkdirSync(directory, { recursive: true });
      copyFileSync(graphOf(commit), join(directory, graphFileName));
      writeManifest(directory, commit);
      return directory;
    },
    layDown(dataDir, commit) {
      const link = graphDir(dataDir, commit.namespaceId);
      const directory = `${link}-${randomUUID()}.${randomUUID().slice(0, 8)}`;
      mkdirSync(directory, { recursive: true });
      // A graph never changes, so that thousands may share one file.
      linkSync(graphOf(commit), join(directory, graphFileName));
      writeManifest(directory, commit);
      symlinkSync(basename(directory), join(dirname(link), basename(link)));
    },
  };
}

/** Has the webserver serve a staged graph from now on. */
export async function swapIn(webserverUrl: string, commit: Commit, staged: string): Promise<void> {
  const url = `${webserverUrl}/api/v1/graph_db/${commit.namespaceId}`;
  await requestJson(url, { body: { file: staged }, timeoutMs: 60_000 });
}
