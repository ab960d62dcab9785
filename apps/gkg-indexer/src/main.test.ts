import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gkg-main-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, GKG_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, exit: once(child, 'exit').then(([code]) => code as number) };
}

test('the process serves until SIGTERM, writes nothing on stdout and never loads the engine', async () => {
  const { child, exit } = run({ GKG_INDEXER_PORT: '0' });
  const output = text(child.stdout);
  const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
  const { url, service } = JSON.parse(line) as { url: string; service: string };
  expect(service).toBe('gkg-indexer');
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  // Empty on a system that does not list the libraries of a process.
  const libraries = await readFile(`/proc/${child.pid}/maps`, 'utf8').catch(() => '');
  expect(libraries).not.toMatch(/lbug|kuzu/);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(await output).toBe('');
});

test('a taken port and a wrong setting are one sentence and an exit code', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = run({ GKG_INDEXER_PORT: String(port) });
  expect(await text(taken.child.stderr)).toMatch(
    new RegExp(
      `^error: Address 127\\.0\\.0\\.1:${port} is taken; .*GKG_INDEXER_PORT\\. \\(port_in_use\\)\n$`,
    ),
  );
  expect(await taken.exit).toBe(3);
  other.close();
  const wrong = run({ GKG_QUEUE_MAX: 'many' });
  expect(await text(wrong.child.stderr)).toMatch(/^error: GKG_QUEUE_MAX must be .*\(config_invalid\)\n$/);
  expect(await wrong.exit).toBe(2);
});

test('a second one on the same directory is refused and names the first, which goes on; a killed one is followed at once', async () => {
  const first = run({ GKG_INDEXER_PORT: '0' });
  const [line] = (await once(createInterface(first.child.stderr), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const second = run({ GKG_INDEXER_PORT: '0' });
  expect(await text(second.child.stderr)).toMatch(
    new RegExp(`^error: .* is in use by process ${first.child.pid}\\. \\(data_dir_locked\\)\n$`),
  );
  expect(await second.exit).toBe(4);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  first.child.kill('SIGKILL');
  await first.exit;
  const third = run({ GKG_INDEXER_PORT: '0', GKG_LEASE_MS: '600000' });
  await once(createInterface(third.child.stderr), 'line');
  third.child.kill('SIGTERM');
  expect(await third.exit).toBe(0);
});
