import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's process clock in a second, as it shows them to programs. */
const ticksPerSecond = 100;

/**
 * Processor seconds, user and system, of all children of this process that have ended and been waited for,
 * with theirs; null where the kernel does not say.
 */
export function childSeconds(): number | null {
  const fields = statFields('self');
  return fields === null ? null : (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** Processor seconds, user and system, of a process and all that is or was below it; 0 where nobody says. */
export function processorSecondsOf(pid: number): number {
  const ticks = processesBelow(pid).flatMap(
    (process) => statFields(String(process))?.slice(11, 15).map(Number) ?? [],
  );
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

/** The fields of `/proc/<pid>/stat` after the command's name, which may hold anything. */
function statFields(process: string): string[] | null {
  const text = read(`/proc/${process}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

export interface Resident {
  /** Sum over a process and all below it, now. */
  readonly bytes: number;
  /** The highest that a single one of them has been. */
  readonly highestBytes: number;
}

/** Resident memory of a process and everything below it; null when it has gone or the kernel does not say. */
export function residentOf(pid: number): Resident | null {
  let [bytes, highestBytes] = [0, 0];
  const seen = processesBelow(pid);
  for (const process of seen) {
    const status = read(`/proc/${String(process)}/status`);
    if (status === null) continue;
    bytes += kilobytes(status, 'VmRSS') * 1024;
    highestBytes = Math.max(highestBytes, kilobytes(status, 'VmHWM') * 1024);
  }
  return bytes === 0 ? null : { bytes, highestBytes };
}

function processesBelow(pid: number): number[] {
  const found = [pid];
  for (const process of found) {
    for (const thread of list(`/proc/${String(process)}/task`)) {
      const children = read(`/proc/${String(process)}/task/${thread}/children`) ?? '';
      found.push(...children.split(' ').filter(Boolean).map(Number));
    }
  }
  return found;
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
