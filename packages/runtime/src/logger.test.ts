import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GkgError } from '@gkg/protocol';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('a line names its service and level, and keeps the causes of an error apart', async () => {
  const lines = new PassThrough();
  const logger = createLogger('gkg-test', { level: 'info', destination: lines });
  logger.debug({}, 'not written');
  logger.error({ error: new GkgError('disk_full', 'outer', { cause: new Error('inner') }) }, 'job failed');
  lines.end();
  const line = JSON.parse(await text(lines));
  expect(line).toMatchObject({ level: 'error', service: 'gkg-test', msg: 'job failed' });
  expect(line.error).toMatchObject({ kind: 'disk_full', message: 'outer', cause: { message: 'inner' } });
});

test.skipIf(process.platform !== 'linux')('a log on a full volume does not end its service', () => {
  const module = JSON.stringify(new URL('logger.ts', import.meta.url).href);
  const script = `
    const { createLogger } = await import(${module});
    const logger = createLogger('gkg-test', { level: 'info' });
    for (let line = 0; line < 3; line += 1) logger.info('lost');
    setTimeout(() => process.stdout.write('alive'), 10);`;
  const full = openSync('/dev/full', 'w');
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', full],
  });
  closeSync(full);
  expect(stdout.toString()).toBe('alive');
});
