import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from '../source-files.ts';

test('README.md shows what its commands print', () => {
  const check = spawnSync(process.execPath, ['scripts/readme.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});
