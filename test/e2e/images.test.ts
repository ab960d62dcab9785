import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Container,
  containerRefusal,
  ownedDirectory,
  runContainer,
  startContainer,
} from '../images/container.ts';
import { imageSettings, lineage, readDockerfile } from '../images/dockerfile.ts';
import { root } from '../source-files.ts';
import { nodeSettings, until } from './gkg-process.ts';
import { sampleProject, temporaryFolder } from './sample-project.ts';

/*
 * The images, proved without a container engine: the steps of the Dockerfile are executed as they stand there, by a
 * root without any capability, who writes nothing but the image's directory; and the services run from what came out, as the Dockerfile says, with everything read-only but a
 * volume and /tmp. Not executed are the lines that install Debian's packages.
 */

const services = ['coordinator', 'indexer', 'webserver', 'proxy'] as const;
type Service = (typeof services)[number];

const dockerfile = readDockerfile();
const settings = Object.fromEntries(services.map((name) => [name, imageSettings(dockerfile, name)]));
const user = '1000:1000';
const refusal = containerRefusal();
const folder = temporaryFolder('images');
const running = new Map<Service, Container>();
const bytesMax: Readonly<Record<Service, number>> = {
  coordinator: 90e6,
  indexer: 85e6,
  webserver: 65e6,
  proxy: 30e6,
};

afterAll(async () => {
  await Promise.all([...running.values()].map((container) => container.end('SIGKILL')));
  folder.remove();
});

test('mount namespaces are available, or CI fails', () => {
  if (refusal !== undefined && process.env['CI'] !== 'true') {
    process.stderr.write(`The images are not tried: ${refusal}.\n`);
    return;
  }
  expect(refusal).toBeUndefined();
});

describe.skipIf(refusal !== undefined)('the images', () => {
  let ports: Record<string, string> = {};

  beforeAll(async () => {
    chmodSync(folder.path, 0o755);
    ports = await nodeSettings('/data');
    for (const name of ['data', 'tmp']) ownedDirectory(folder.path, name, user);
    // As /tmp is everywhere.
    chmodSync(join(folder.path, 'tmp'), 0o1777);
    writeFileSync(join(folder.path, 'data/secret'), 'a shared secret, as text\n');
    chownSync(join(folder.path, 'data/secret'), 1000, 1000);
    copyBuildContext(join(folder.path, 'build'));
    mkdirSync(join(folder.path, 'repositories'));
    cpSync(sampleProject().path, join(folder.path, 'repositories/shop'), { recursive: true });
    commitAll(join(folder.path, 'repositories/shop'));
    // Git reads no repository of somebody else.
    execFileSync('chown', ['-R', user, join(folder.path, 'repositories')]);
  });

  test.each(services)('%s: the build steps run in a clean directory, and leave little', async (name) => {
    mkdirSync(join(folder.path, `app-${name}`));
    const { code, log } = await build(name);
    expect(code, log).toBe(0);
    const sbom = JSON.parse(readFileSync(join(folder.path, `app-${name}/sbom.cdx.json`), 'utf8')) as Sbom;
    const files = listing(join(folder.path, `app-${name}`));
    expect(sizeOf(files)).toBeLessThan(bytesMax[name]);
    expect(files.filter(({ path }) => /\.test\.ts$|\.(exe|dll|dylib)$|\/gyp\//.test(path))).toEqual([]);
    expect(sbom.components.every(({ purl, hashes }) => purl !== '' && hashes.length === 1)).toBe(true);
    expect(sbom.components.filter(({ licenses }) => licenses.length === 0)).toEqual([]);
  });

  test('the services run as the images say, and index a repository together', async ({ onTestFailed }) => {
    onTestFailed(() => {
      for (const [name, container] of running)
        process.stderr.write(`${name}: ${container.log().slice(-2000)}\n`);
    });
    const before = services.map((name) => digest(join(folder.path, `app-${name}`)));
    for (const name of services) {
      running.set(name, startContainer(settings[name]!.command, options(name)));
    }
    for (const name of services) await until(() => isHealthy(name), 60_000);
    const coordinator = `http://127.0.0.1:${ports['GKG_COORDINATOR_PORT']}`;
    const added = await fetch(`${coordinator}/api/v1/projects`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'git+file:///repositories/shop', name: 'shop' }),
    });
    expect(added.status, await added.clone().text()).toBeLessThan(300);
    const answer = () =>
      fetch(`${coordinator}/api/v1/projects/shop/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tool: 'get_references', arguments: { definition: 'charge' } }),
      });
    await until(async () => (await answer()).ok, 60_000);
    expect(await (await answer()).text()).toContain('shop/order.py');
    await stopAll();
    expect(services.map((name) => digest(join(folder.path, `app-${name}`)))).toEqual(before);
    expect(readdirSync(folder.path).sort()).toEqual(
      ['build', 'data', 'repositories', 'tmp', ...services.map((name) => `app-${name}`)].sort(),
    );
  });

  async function stopAll() {
    // The proxy first, as the containers of a pod do it.
    for (const name of [...services].reverse()) {
      expect(await runContainer(settings[name]!.healthCheck, options(name))).toMatchObject({ code: 0 });
      const container = running.get(name);
      expect(await container?.end('SIGTERM'), container?.log()).toBe(0);
      running.delete(name);
      expect(await runContainer(settings[name]!.healthCheck, options(name))).toMatchObject({ code: 1 });
    }
  }

  async function isHealthy(name: Service) {
    const container = running.get(name);
    if (container?.process.exitCode !== null) throw new Error(`${name} ended: ${container?.log()}`);
    return (
      (
        await fetch(`http://127.0.0.1:${ports[`GKG_${name.toUpperCase()}_PORT`]}/health/ready`).catch(
          () => null,
        )
      )?.ok === true
    );
  }

  function options(name: Service) {
    const { env, user, workdir } = settings[name]!;
    const mounts = [
      { from: join(folder.path, `app-${name}`), to: '/app' },
      { from: join(folder.path, 'repositories'), to: '/repositories' },
      { from: join(folder.path, 'data'), to: '/data', writable: true },
      { from: join(folder.path, 'tmp'), to: '/tmp', writable: true },
    ];
    return { mounts, workdir, user, env: { ...env, ...ports, GKG_PULL_INTERVAL_MS: '200' } };
  }

  /** The RUN steps of the stage that an image's /app comes from. */
  async function build(name: Service) {
    const stage = lineage(dockerfile, name).at(-1);
    const [, from = ''] =
      /--from=(\S+)/.exec(stage?.steps.find(({ keyword }) => keyword === 'COPY')?.text ?? '') ?? [];
    const runs = lineage(dockerfile, from).flatMap(({ steps }) =>
      steps.filter(({ keyword }) => keyword === 'RUN'),
    );
    expect(runs).toHaveLength(1);
    const { workdir } = imageSettings(dockerfile, from);
    const mounts = [
      { from: join(folder.path, 'build'), to: '/build' },
      { from: join(folder.path, `app-${name}`), to: '/app', writable: true },
      { from: join(folder.path, 'tmp'), to: '/tmp', writable: true },
      // What npm and pnpm have downloaded before.
      { from: homedir(), to: homedir(), writable: true },
    ];
    const env = { HOME: homedir(), PNPM_STORE: pnpmStore(), ...networkSettings() };
    return runContainer(runs[0]?.words ?? [], { mounts, workdir, user: '0:0', env });
  }
});

interface Sbom {
  readonly components: readonly {
    readonly purl: string;
    readonly hashes: readonly object[];
    readonly licenses: readonly object[];
  }[];
}

/** What `docker build` would send: what git knows, less what .dockerignore keeps out. */
function copyBuildContext(to: string) {
  const ignored = readFileSync(join(root, 'docker/Dockerfile.dockerignore'), 'utf8').split('\n');
  const named = ignored.filter((line) => line.startsWith('!/')).map((line) => line.slice(2));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...named], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)))) {
    cpSync(join(root, path), join(to, path));
  }
}

/** Where this workspace was installed from, so that a build need not fetch everything again. */
function pnpmStore(): string {
  const modules = readFileSync(join(root, 'node_modules/.modules.yaml'), 'utf8');
  return (parse(modules) as { storeDir: string }).storeDir;
}

/** How this machine reaches a registry. */
function networkSettings(): Record<string, string> {
  const names = Object.keys(process.env).filter((name) =>
    /^(https?_proxy|no_proxy|npm_config_registry|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

function commitAll(directory: string) {
  const identity = ['-c', 'user.name=gkg', '-c', 'user.email=gkg@example.com'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    [...identity, 'commit', '-qm', 'shop'],
  ]) {
    execFileSync('git', args, { cwd: directory });
  }
}

function listing(directory: string) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => ({
      path: join(parentPath, name),
      status: lstatSync(join(parentPath, name)),
    }));
}

function sizeOf(files: ReturnType<typeof listing>): number {
  return [...new Map(files.map(({ status }) => [status.ino, status.size])).values()].reduce(
    (sum, size) => sum + size,
    0,
  );
}

/** Of names, sizes and times: a file that is written, made or removed changes it. */
function digest(directory: string): string {
  const hash = createHash('sha256');
  for (const { path, status } of listing(directory))
    hash.update(`${path} ${status.size} ${status.mtimeMs}\n`);
  return hash.digest('hex');
}
