import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { errorPolicies, toGkgError } from '@gkg/protocol';
import type { ErrorKind } from '@gkg/protocol';
import { flushTraces } from './traces.ts';

/*
 * The life of a service process: start, run, stop, exit.
 * - start fails: one line `error: <sentence> (<kind>)` on stderr, exit with the code of its kind.
 * - SIGTERM, SIGINT, or the end of the IPC channel to a parent: the signal given to `start` is aborted,
 *   `stop` runs, exit 0. If `stop` throws or outlasts its limit, exit 1.
 * - a signal while it stops: exit at once with 128 + the signal's number.
 */

/**
 * Exit codes beyond 0 and the general 1, of services and of the command line alike, so that a script can
 * tell what to mend.
 */
const exitCodes: Partial<Record<ErrorKind, number>> = {
  invalid_request: 2,
  invalid_arguments: 2,
  unknown_tool: 2,
  config_invalid: 2,
  port_in_use: 3,
  data_dir_locked: 4,
  lease_lost: 4,
  disk_full: 5,
  directory_missing: 6,
  directory_unreadable: 6,
  not_a_directory: 6,
  no_files: 6,
  no_supported_language: 6,
  source_unavailable: 6,
  unknown_namespace: 7,
  unknown_project: 7,
  graph_invalid: 8,
  graph_outdated: 8,
  engine_failed: 8,
  upstream_unavailable: 9,
  not_ready: 9,
  timeout: 9,
};

/** The codes with the kinds that end in them, for `--help` and the documentation. */
export function exitCodeTable(): readonly { readonly code: number; readonly kinds: readonly ErrorKind[] }[] {
  const kinds = Object.keys(exitCodes) as ErrorKind[];
  const codes = [...new Set(Object.values(exitCodes))];
  return codes.map((code) => ({ code, kinds: kinds.filter((kind) => exitCodes[kind] === code) }));
}

export interface RunningService {
  stop(): Promise<void>;
}

export function exitCodeOf(error: unknown): number {
  return exitCodes[toGkgError(error).kind] ?? 1;
}

/** `error: <sentence> (<kind>)`, what a person sees when a command or a start fails. */
export function errorLine(error: unknown): string {
  const { message, kind, cause } = toGkgError(error);
  const isUnforeseen = kind === 'internal' || (kind === 'job_failed' && cause !== undefined);
  if (!isUnforeseen) return `error: ${message} (${kind})`;
  const inner = cause === undefined ? '' : `\n${inspect(cause)}`;
  return `error: ${message} (${kind})\n${errorPolicies.internal.remedy}${inner}`;
}

/** Says why on stderr and exits with the code of the error's kind, also when stderr cannot be written. */
export function exitWith(error: unknown): never {
  try {
    writeSync(2, `${errorLine(error)}\n`);
  } catch {
    // A log on a full volume: the exit code still tells.
  }
  process.exit(exitCodeOf(error));
}

/** Runs a service until it is told to stop, then exits the process. */
export async function runService(
  start: (signal: AbortSignal) => Promise<RunningService>,
  options: { stopTimeoutMs: number } = { stopTimeoutMs: 30_000 },
): Promise<void> {
  const stopping = new AbortController();
  const told = stopRequested(stopping);
  try {
    const service = await start(stopping.signal);
    await told;
    exitAfter(options.stopTimeoutMs);
    await service.stop();
    await flushTraces();
    process.exit(0);
  } catch (error) {
    if (stopping.signal.aborted && error === stopping.signal.reason) process.exit(0);
    exitWith(error);
  }
}

const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const;

function stopRequested(stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      stopping.abort();
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => (stopping.signal.aborted ? process.exit(128 + signalNumbers[name]) : stop()));
    }
    // A parent that is killed cannot signal its children; the channel closing is all they see.
    process.once('disconnect', stop);
  });
}

function exitAfter(stopTimeoutMs: number): void {
  const overdue = () => {
    process.stderr.write(`error: The stop took longer than ${stopTimeoutMs} ms. (timeout)\n`);
    process.exit(1);
  };
  setTimeout(overdue, stopTimeoutMs).unref();
}
