import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes that a process has started and that still run. */
export function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const threads = list(`/proc/${pid}/task`);
  const texts = threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`));
  return texts.flatMap((text) => text.split(' ').filter(Boolean).map(Number));
}

export interface ProcessFigures {
  readonly residentBytes: number;
  /** Without sockets: how many of those there are is up to who connects. */
  readonly descriptors: number;
  readonly sockets: number;
  readonly threads: number;
}

/** What a process holds now; null when it is gone. */
export function figuresOf(pid: number): ProcessFigures | null {
  const status = read(`/proc/${pid}/status`);
  const number = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  if (number('VmRSS') === 0) return null;
  const targets = list(`/proc/${pid}/fd`).map((descriptor) => link(`/proc/${pid}/fd/${descriptor}`));
  const sockets = targets.filter((target) => target.startsWith('socket:')).length;
  return {
    residentBytes: number('VmRSS') * 1024,
    descriptors: targets.length - sockets,
    sockets,
    threads: number('Threads'),
  };
}

/** Sums over a process and those that it has started. */
export function figuresOfTree(pid: number | undefined): ProcessFigures {
  const all = pid === undefined ? [] : [pid, ...childrenOf(pid)].map(figuresOf);
  const sum = (field: keyof ProcessFigures) =>
    all.reduce((total, figures) => total + (figures?.[field] ?? 0), 0);
  return {
    residentBytes: sum('residentBytes'),
    descriptors: sum('descriptors'),
    sockets: sum('sockets'),
    threads: sum('threads'),
  };
}

/** Files below `directory` that processes hold open although nobody can find them any more. */
export function removedFilesHeld(pid: number, directory: string): string[] {
  return list(`/proc/${pid}/fd`)
    .map((descriptor) => link(`/proc/${pid}/fd/${descriptor}`))
    .filter((target) => target.startsWith(directory) && target.endsWith(' (deleted)'));
}

/** Whether a process is stopped, by SIGSTOP or a debugger. */
export function isStopped(pid: number | undefined): boolean {
  return pid !== undefined && /^State:\s+[Tt]/m.test(read(`/proc/${pid}/status`));
}

/** Whether a process has ended; one that nobody has collected yet has, too. */
export function hasEnded(pid: number): boolean {
  return !/^State:\s+[^ZX]/m.test(read(`/proc/${pid}/status`));
}

/** Sends a signal; false when the process is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
