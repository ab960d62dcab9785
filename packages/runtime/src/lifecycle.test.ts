import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { GkgError } from '@gkg/protocol';
import { expect, test } from 'vitest';
import { errorLine, exitCodeOf } from './lifecycle.ts';

const modulePath = fileURLToPath(new URL('lifecycle.ts', import.meta.url));
const protocolPath = import.meta.resolve('@gkg/protocol');

/** A process whose service is the given expression; `ready` resolves when it printed something. */
function run(start: string, options = '{ stopTimeoutMs: 5000 }') {
  const script = `
    const { runService } = await import(${JSON.stringify(modulePath)});
    const { GkgError } = await import(${JSON.stringify(protocolPath)});
    const alive = setInterval(() => {}, 1000);
    await runService(${start}, ${options});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exit = once(child, 'exit').then(([code]) => code as number);
  return { child, exit, ready: once(child.stdout!, 'data'), errors: text(child.stderr!) };
}

const started = `async () => { process.stdout.write('up'); return { stop: async () => {} }; }`;
const hanging = `async () => {
  process.stdout.write('up');
  return { stop: () => { process.stdout.write('stopping'); return new Promise(() => {}); } };
}`;

test.for(['SIGTERM', 'SIGINT'] as const)('%s stops a service orderly', async (signal) => {
  const { child, exit, ready } = run(started);
  await ready;
  child.kill(signal);
  expect(await exit).toBe(0);
});

test('a service ends with its parent', async () => {
  const { child, exit, ready } = run(started);
  await ready;
  child.disconnect();
  expect(await exit).toBe(0);
});

test('a stop that hangs is cut off, and a second signal does not wait for it', async () => {
  const slow = run(hanging, '{ stopTimeoutMs: 50 }');
  await slow.ready;
  slow.child.kill('SIGTERM');
  expect(await slow.exit).toBe(1);
  expect(await slow.errors).toMatch(/took longer than 50 ms/);

  const hurried = run(hanging);
  await hurried.ready;
  hurried.child.kill('SIGTERM');
  await once(hurried.child.stdout!, 'data');
  hurried.child.kill('SIGTERM');
  expect(await hurried.exit).toBe(143);
});

test('a start that fails is one clear line and an exit code of its own', async () => {
  const { exit, errors } = run(`async () => { throw new GkgError('port_in_use', 'Address a:1 is taken.'); }`);
  expect(await exit).toBe(3);
  expect(await errors).toBe('error: Address a:1 is taken. (port_in_use)\n');
});

test('a signal during the start aborts it, which is no failure', async () => {
  const { child, exit, errors, ready } = run(`(signal) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    process.stdout.write('starting');
  })`);
  await ready;
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(await errors).toBe('');
});

test('only a defect shows its insides', () => {
  expect(errorLine(new GkgError('disk_full', 'No space.', { cause: new Error('inner') }))).toBe(
    'error: No space. (disk_full)',
  );
  expect(errorLine(new TypeError('inner'))).toMatch(/^error: Unexpected failure\. \(internal\)\n[^]*inner/);
  expect(exitCodeOf(new GkgError('data_dir_locked', ''))).toBe(4);
  expect(exitCodeOf(new Error('x'))).toBe(1);
});
