import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readlink } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { graphDir } from '@gkg/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { stageGraph, swapIn, temporaryDataDir } from './test-webserver.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const leaseMs = 900;

function run(dataDir: string, settings: Readonly<Record<string, string>> = {}) {
  const own = { GKG_DATA_DIR: dataDir, GKG_WEBSERVER_PORT: '0', GKG_LEASE_MS: String(leaseMs) };
  const env = { ...own, ...settings };
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface(child.stderr);
  const url = async () => (JSON.parse(((await once(lines, 'line')) as [string])[0]) as { url: string }).url;
  return { child, url, errors: () => text(child.stderr), exit: once(child, 'exit') };
}

test('a second webserver on the same directory is refused, and the first goes on', async () => {
  const dataDir = await temporaryDataDir();
  const first = run(dataDir);
  const url = await first.url();
  const second = run(dataDir);
  const [errors, [code]] = await Promise.all([second.errors(), second.exit]);
  expect(errors).toContain(`in use by process ${first.child.pid}. (data_dir_locked)`);
  expect(code).toBe(4);
  await swapIn({ url, stop: () => Promise.resolve() }, 1, await stageGraph(dataDir, 1, 'one'));
});

test.runIf(process.platform === 'linux')(
  'a webserver that was stopped for longer than its lease publishes nothing and ends',
  async () => {
    const dataDir = await temporaryDataDir();
    const first = run(dataDir);
    const stale = { url: await first.url(), stop: () => Promise.resolve() };
    first.child.kill('SIGSTOP');
    await expect.poll(() => readFile(`/proc/${first.child.pid}/stat`, 'utf8')).toMatch(/\) T /);
    const successor = { url: await run(dataDir).url(), stop: () => Promise.resolve() };
    await swapIn(successor, 1, await stageGraph(dataDir, 1, 'newer'));
    const served = await readlink(graphDir(dataDir, 1));
    const late = swapIn(stale, 1, await stageGraph(dataDir, 1, 'stale')).catch((error: unknown) => error);
    first.child.kill('SIGCONT');
    expect(await late).toMatchObject({ kind: expect.stringMatching(/lease_lost|upstream_unavailable/) });
    expect(await first.exit).toEqual([4, null]);
    expect(await readlink(graphDir(dataDir, 1))).toBe(served);
  },
);

test('where the engine cannot be loaded a webserver is not ready, and no graph is blamed', async () => {
  const dataDir = await temporaryDataDir();
  const hooks = new URL('fixtures/no-engine.mjs', import.meta.url);
  const url = await run(dataDir, { NODE_OPTIONS: `--import ${hooks.href}` }).url();
  const readiness = async () => (await fetch(`${url}/health/ready`)).json();
  await expect.poll(readiness).toMatchObject({
    code: 'not_ready',
    detail: { lacks: [expect.stringContaining('libmissing.so.3: cannot open shared object file')] },
  });
  const swap = swapIn({ url, stop: () => Promise.resolve() }, 1, await stageGraph(dataDir, 1, 'one'));
  await expect(swap).rejects.toMatchObject({ kind: 'engine_failed' });
});
