/**
 * `npm run images`: the images as a container engine builds and runs them, where there is one with Compose; elsewhere
 * it says SKIPPED. What `npm test` proves without an engine, this sees with one: all of docker/Dockerfile is built,
 * and docker/compose.yaml brought up, asked about a repository, and stopped.
 *
 * MIRROR and npm_config_registry of the environment are arguments of the builds.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../e2e/gkg-process.ts';
import { sampleProject, temporaryFolder } from '../e2e/sample-project.ts';
import { composeProject, type ComposeProject } from './compose-project.ts';
import { buildArguments, docker, engineRefusal, inspectContainers, watchDocker } from './engine.ts';

const allInOne = 'gkg-images-all-in-one';
const timeoutMs = 120_000;

const refusal = engineRefusal();
if (refusal === undefined) await main();
else process.stderr.write(`SKIPPED: the images are not built: ${refusal}\n`);

async function main(): Promise<void> {
  const folder = temporaryFolder('images');
  writeRepository(join(folder.path, 'repositories/shop'));
  const project = composeProject(folder);
  try {
    project.build();
    project.up();
    await askOfRepository(project);
    examine(project);
    stopAll(project);
    await tryAllInOne();
  } catch (error) {
    project.logs();
    throw error;
  } finally {
    project.remove();
    folder.remove();
  }
}

function writeRepository(path: string): void {
  const sample = sampleProject();
  cpSync(sample.path, path, { recursive: true });
  sample.remove();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path });
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=gkg', '-c', 'user.email=gkg@example.com', 'commit', '--quiet', '--message=shop');
}

/** Registered, fetched, indexed, served: what a user of the node sees of all services together. */
async function askOfRepository(project: ComposeProject): Promise<void> {
  await project.ask('/projects', { url: 'git://repositories/shop', name: 'shop' });
  const call = { tool: 'get_references', arguments: { definition: 'charge' } };
  const answer = () => project.ask('/projects/shop/query', call).catch(() => undefined);
  await until(async () => (await answer()) !== undefined, timeoutMs);
  assert.match(JSON.stringify(await answer()), /shop\/order\.py/);
  process.stdout.write('A repository was indexed, and a question answered.\n');
}

function examine(project: ComposeProject): void {
  const containers = project.containers();
  assert.equal(containers.length, 4);
  for (const { Name, State, Config, HostConfig } of containers) {
    const seen = { user: Config.User, readOnly: HostConfig.ReadonlyRootfs, health: State.Health?.Status };
    assert.deepEqual(seen, { user: '1000:1000', readOnly: true, health: 'healthy' }, Name);
  }
}

function stopAll(project: ComposeProject): void {
  project.stop();
  for (const { Name, State } of project.containers()) assert.equal(State.ExitCode, 0, Name);
}

/** `gkg up` as the image starts it. */
async function tryAllInOne(): Promise<void> {
  const args = ['--file', 'docker/Dockerfile', '--target', 'all-in-one', '--tag', allInOne];
  watchDocker('build', ...buildArguments, ...args, '.');
  const id = docker('run', '--detach', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', allInOne);
  const state = () => inspectContainers([id])[0]?.State;
  try {
    await until(() => state()?.Health?.Status === 'healthy', timeoutMs);
    docker('stop', id);
    assert.equal(state()?.ExitCode, 0);
  } finally {
    docker('rm', '--force', '--volumes', id);
  }
}
