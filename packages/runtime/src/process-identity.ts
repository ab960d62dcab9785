import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process beyond its id, which the system gives to another one later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The kernel's start time of the process; null where the system does not tell. */
  readonly startTime: string | null;
}

/** Where a process id means something: two containers on one machine have different processes 1. */
export interface ProcessPlace {
  readonly host: string;
  /** Changes with every start of the machine; null where the system does not tell. */
  readonly bootId: string | null;
  readonly pidNamespace: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: statusOf(process.pid)?.startTime ?? null };
}

export function ownPlace(): ProcessPlace {
  return {
    host: hostname(),
    bootId: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Whether ids of processes there are ids of processes here. */
export function isOwnPlace(place: ProcessPlace): boolean {
  const own = ownPlace();
  const isSameKernel = own.bootId === null ? own.host === place.host : own.bootId === place.bootId;
  return isSameKernel && own.pidNamespace === place.pidNamespace;
}

/** Whether the very process that this identity was taken of still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return stateOfProcess(identity) !== 'dead';
}

/** A stopped process (SIGSTOP, a debugger) does nothing now, and may go on at any time. */
export function stateOfProcess(identity: ProcessIdentity): 'running' | 'stopped' | 'dead' {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: there is a process, it only belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead';
  }
  if (identity.startTime === null) return 'running';
  const status = statusOf(identity.pid);
  // Z and X: killed, and not yet collected by its parent.
  if (status?.startTime !== identity.startTime || /[ZX]/.test(status.state)) return 'dead';
  return /[Tt]/.test(status.state) ? 'stopped' : 'running';
}

// The name of the program, in parentheses, may itself hold spaces and parentheses: count from the last.
function statusOf(pid: number): { readonly state: string; readonly startTime: string } | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [afterName[0], afterName[19]];
  return state === undefined || startTime === undefined ? null : { state, startTime };
}

function attempt(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
