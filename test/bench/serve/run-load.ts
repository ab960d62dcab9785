import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { LoadOrder, LoadReport } from './load-messages.ts';

/** Has a process of its own make the load; what it fails with is shown as it says it. */
export async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(order));
  return (await json(child.stdout)) as LoadReport;
}
