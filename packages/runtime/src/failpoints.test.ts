import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from './config.ts';
import { armFailpoints, failpoint, failpointTable } from './failpoints.ts';

const failpointsModule = fileURLToPath(new URL('failpoints.ts', import.meta.url));

afterEach(() => armFailpoints(''));

/** A process that comes by the failpoint `scan` three times and says so each time. */
function passingThrice(text: string) {
  const script = `
    const { armFailpoints, failpoint } = await import(${JSON.stringify(failpointsModule)});
    armFailpoints(${JSON.stringify(text)});
    for (const time of [1, 2, 3]) {
      failpoint('scan');
      process.stdout.write(String(time));
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 2],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test('a process is killed at the time that was asked for', async () => {
  const child = passingThrice('scan=kill@2');
  let passed = '';
  child.stdout!.on('data', (data) => (passed += String(data)));
  const [code, signal] = await once(child, 'close');
  expect({ code, signal, passed }).toEqual({ code: null, signal: 'SIGKILL', passed: '1' });
});

test.runIf(process.platform === 'linux')('a stopped process waits, and goes on when told to', async () => {
  const child = passingThrice('scan=stop@2');
  const exited = once(child, 'exit');
  await once(child.stdout!, 'data');
  await expect.poll(() => stateOf(child.pid!)).toBe('T');
  child.kill('SIGCONT');
  expect(await exited).toEqual([0, null]);
});

test('an error is thrown each time, or at one time only; other places do not fail', () => {
  armFailpoints('scan=error, load=error@2');
  for (let time = 0; time < 2; time += 1) {
    expect(() => failpoint('scan')).toThrow(expect.objectContaining({ kind: 'internal' }));
  }
  failpoint('load');
  expect(() => failpoint('load')).toThrow('load');
  failpoint('load');
  failpoint('parse');
});

test('nothing fails when nothing was asked for', () => {
  const names = failpointTable().map(({ name }) => name as Parameters<typeof failpoint>[0]);
  expect(() => names.forEach(failpoint)).not.toThrow();
});

test.for([
  'nowhere=kill',
  'scan',
  'scan=burn',
  'scan=kill@0',
  'scan=kill@',
  'toString=kill',
  'scan=kill scan=stop',
])('refuses %s', (text) => {
  expect(() => loadConfig({ GKG_FAILPOINTS: text })).toThrow(
    expect.objectContaining({ kind: 'config_invalid', message: expect.stringContaining('GKG_FAILPOINTS') }),
  );
});

test('several are separated by semicolons or commas', () => {
  expect(loadConfig({ GKG_FAILPOINTS: ' scan=kill; load=error@3,parse=stop; ' }).failpoints).not.toBe('');
});

// The third field, after the name in parentheses.
function stateOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
}
