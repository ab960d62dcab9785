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
