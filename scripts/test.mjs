/**
 * `npm test [-- vitest arguments]`: every check, then every test. All of them run even when one fails, so
 * that one run tells everything; the results are left for `.ci/run` to count.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { requireNode } from './node-version.mjs';
import { checkReport, testReport } from './reports.mjs';
import { ensureWorkspace, root, workspaceNode } from './workspace.mjs';

const steps = [
  { name: 'format', bin: 'prettier', args: ['--check', '--log-level=warn', '.'] },
  { name: 'lint', bin: 'oxlint', args: ['--quiet'] },
  { name: 'types', bin: 'tsc', args: ['-p', '.'] },
  { name: 'dead code', bin: 'knip', args: ['--no-progress', '--no-config-hints'] },
  {
    name: 'tests',
    bin: 'vitest',
    args: [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${testReport}`,
      ...process.argv.slice(2),
    ],
  },
];
/** All tests take a quarter of an hour on two cores; a busy machine may take twice as long. */
const stepTimeoutMs = 1_800_000;

requireNode();
await ensureWorkspace();
mkdirSync(dirname(checkReport), { recursive: true });
rmSync(testReport, { force: true });
const failed = steps.filter((step) => !run(step)).map((step) => step.name);
writeFileSync(checkReport, JSON.stringify({ failed }));
if (failed.length > 0) {
  process.stderr.write(`failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

function run(step) {
  process.stdout.write(`— ${step.name}\n`);
  const path = [dirname(workspaceNode), process.env.PATH].join(delimiter);
  const result = spawnSync(join(root, 'node_modules/.bin', step.bin), step.args, {
    cwd: root,
    stdio: 'inherit',
    timeout: stepTimeoutMs,
    env: { ...process.env, PATH: path },
  });
  return result.status === 0;
}
