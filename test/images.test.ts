import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDescription, loadConfig } from '@gkg/runtime';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ports } from '../docker/health.mjs';
import { hadolint } from '../scripts/fetch-tool.mjs';
import { attempt } from './attempt.ts';
import { imageSettings, lineage, readDockerfile } from './images/dockerfile.ts';
import { root } from './source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const dockerfile = readDockerfile();
const images = ['indexer', 'webserver', 'proxy', 'coordinator', 'all-in-one'];

describe.each(images)('image %s', (name) => {
  const settings = imageSettings(dockerfile, name);
  const steps = lineage(dockerfile, name).flatMap((stage) => stage.steps);

  test('needs no shell to run, passes signals on, and is not of root', () => {
    expect(settings.command.slice(0, 3)).toEqual(['/usr/bin/tini', '--', 'node']);
    expect(settings.healthCheck[0]).toBe('node');
    expect(settings).toMatchObject({ user: '1000:1000', volumes: ['/data'], workdir: '/app' });
  });

  test('is of the Node that the workspace is tested with, by an exact tag', () => {
    const { catalog } = parse(read('pnpm-workspace.yaml')) as { catalog: Record<string, string> };
    expect(lineage(dockerfile, name)[0]?.base).toBe(
      `docker.io/library/node:${catalog['node']}-bookworm-slim`,
    );
  });

  test('has labels, and its version is that of the workspace', () => {
    const labels = steps.find(({ keyword }) => keyword === 'LABEL')?.text ?? '';
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(labels).toContain(`org.opencontainers.image.version="${version}"`);
    for (const label of ['title', 'description', 'licenses', 'base.name']) expect(labels).toContain(label);
  });

  test('gets nothing but its own stage, and nothing from the network without an index that is removed', () => {
    const copies = steps.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
    expect(copies.map(({ text }) => text)).toEqual([`--from=stage-${name} /app /app`]);
    for (const { text } of steps.filter(({ keyword }) => keyword === 'RUN')) {
      expect(text).toMatch(/--no-install-recommends/);
      expect(text).toMatch(/rm -rf \/var\/lib\/apt\/lists/);
    }
  });

  test('no secret is in a variable of it', () => {
    expect(Object.keys(settings.env)).toEqual(['NODE_ENV', 'GKG_DATA_DIR', 'HOME']);
  });
});

test('the health check asks the ports that the services have', () => {
  const config = loadConfig({});
  expect(ports).toEqual({
    indexer: config.indexerPort,
    webserver: config.webserverPort,
    proxy: config.proxyPort,
    coordinator: config.coordinatorPort,
  });
});

const linter = attempt(hadolint);

test('hadolint can be had', (context) => {
  const reason = linter.error?.message;
  if (reason !== undefined) process.stderr.write(`SKIPPED: hadolint is not run: ${reason}\n`);
  context.skip(reason !== undefined, reason);
  expect(linter.value).toBeDefined();
});

test.skipIf(linter.value === undefined)('hadolint finds no fault, and would find one', () => {
  const lint = (source: string) => spawnSync(linter.value ?? '', ['-'], { input: source, encoding: 'utf8' });
  expect(lint(read('docker/Dockerfile')).stdout).toBe('');
  expect(lint('FROM node:latest\nRUN cd /tmp\n').stdout).toMatch(/DL3007/);
});

describe('docker/compose.yaml', () => {
  const compose = parse(read('docker/compose.yaml'), { merge: true }) as {
    services: Record<string, ComposeService>;
  };
  const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

  test('brings up every service, of images of the Dockerfile, read-only and without privileges', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['coordinator', 'indexer', 'proxy', 'webserver']);
    for (const [name, service] of ours) {
      expect(dockerfile.stages.has(service.build?.target ?? '')).toBe(true);
      expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] });
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
    }
  });

  test('what it sets are settings, and no secret is among them', () => {
    const names = configDescription().map(({ env }) => env);
    const set = ours.flatMap(([, { environment }]) => Object.entries(environment ?? {}));
    expect(set.map(([name]) => name).filter((name) => !names.includes(name))).toEqual([]);
    for (const [, { environment }] of ours) expect(() => loadConfig(environment ?? {})).not.toThrow();
    expect(set.filter(([, value]) => /:\/\/[^/]*:[^/]*@/.test(value))).toEqual([]);
  });
});

interface ComposeService {
  readonly build?: { readonly target: string };
  readonly environment?: Record<string, string>;
  readonly security_opt?: readonly string[];
}
