import { readFileSync } from 'node:fs';

/** A process beyond its id, which the system gives to another one later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The kernel's start time of the process; null where the system does not tell. */
  readonly startTime: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: startTimeOf(process.pid) };
}

/** Whether the very process that this identity was taken of still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: there is a process, it only belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return identity.startTime === null || startTimeOf(identity.pid) === identity.startTime;
}

// The name of the program, in parentheses, may itself hold spaces and parentheses: count from the last.
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return afterName[19] ?? null;
  } catch {
    return null;
  }
}
