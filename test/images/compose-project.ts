import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { requestJson } from '@gkg/runtime';
import type { Folder } from '../e2e/sample-project.ts';
import { buildArguments, docker, inspectContainers, watchDocker, type ContainerState } from './engine.ts';

/*
 * docker/compose.yaml as a project of its own, beside one that may be in use: with other names, another port and
 * other secrets. A git server is added, for the services to fetch from.
 */

export interface ComposeProject {
  build(): void;
  /** Ends when all are healthy. */
  up(): void;
  /** Asks the coordinator, as its admin. */
  ask(path: string, body?: object): Promise<unknown>;
  logs(): void;
  /** Those of our images, also when they have ended. */
  containers(): ContainerState[];
  stop(): void;
  /** Containers, volumes and network; images stay. */
  remove(): void;
}

const name = 'gkg-images';
const services = ['coordinator', 'indexer', 'proxy', 'webserver'];
const requestTimeoutMs = 30_000;

/** `folder` gets the secrets; the git server has what lies in its `repositories`. */
export function composeProject(folder: Folder): ComposeProject {
  const token = randomBytes(32).toString('hex');
  for (const secret of ['shared', 'admin', 'database']) folder.write(`secrets/${secret}`, token);
  folder.write('compose.yaml', overlay(folder.path));
  const files = ['docker/compose.yaml', join(folder.path, 'compose.yaml')].flatMap((file) => [
    '--file',
    file,
  ]);
  const compose = ['compose', '--project-name', name, '--project-directory', '.', ...files];
  return {
    build: () => watchDocker(...compose, 'build', ...buildArguments),
    up: () => watchDocker(...compose, 'up', '--detach', '--wait'),
    logs: () => watchDocker(...compose, 'logs', '--tail', '20'),
    ask(path, body) {
      const url = `http://${docker(...compose, 'port', 'coordinator', '8100')}/api/v1${path}`;
      const headers = { authorization: `Bearer ${token}` };
      return requestJson(url, { headers, timeoutMs: requestTimeoutMs, ...(body && { body }) });
    },
    containers: () =>
      inspectContainers(docker(...compose, 'ps', '--all', '--quiet', ...services).split('\n')),
    stop: () => watchDocker(...compose, 'stop'),
    remove: () => watchDocker(...compose, 'down', '--volumes'),
  };
}

function overlay(folder: string): string {
  return `
services:
  coordinator:
    ports: !override ['127.0.0.1::8100']
    environment: { GKG_SOURCE_SCHEMES: git }
  proxy:
    environment: { GKG_SOURCE_SCHEMES: git }
  repositories:
    image: ${name}-coordinator
    pull_policy: never
    entrypoint: [git, -c, safe.directory=*, daemon, --export-all, --base-path=/repositories]
    healthcheck: { test: [CMD, git, ls-remote, 'git://127.0.0.1/shop'], interval: 2s }
    volumes: ['${folder}/repositories:/repositories:ro']
secrets:
  shared: { file: ${folder}/secrets/shared }
  admin: { file: ${folder}/secrets/admin }
  database: { file: ${folder}/secrets/database }
`;
}
