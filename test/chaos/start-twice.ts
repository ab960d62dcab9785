/** Two of a kind on one volume: the second is refused, and the first does not notice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import type { Node } from './node.ts';
import { count, type Run } from './run.ts';

/** Of data_dir_locked and lease_lost. */
export const lockedExitCode = 4;

/** The second of a kind is refused at once, and says why. */
export async function startTwice(run: Run, node: Node): Promise<void> {
  for (const name of ['indexer', 'webserver'] as const) {
    const port = { [`GKG_${name.toUpperCase()}_PORT`]: '0' };
    const entry = join(root, `apps/gkg-${name}/src/main.ts`);
    const env = { ...process.env, ...node.settings, ...port };
    const second = await runToEnd(entry, env);
    count(run.figures, 'second ones refused');
    if (second.code !== lockedExitCode || !second.stderr.includes('data_dir_locked'))
      run.violation(`a second ${name} on the volume: ${second.code}, ${second.stderr.slice(-300)}`);
    const outage = node[name].pid === undefined;
    if (outage) run.violation(`the first ${name} ended when a second was started`);
  }
}

async function runToEnd(
  entry: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [entry], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 30_000,
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}
