/**
 * One whole process from its start to its end, seen from outside: seconds on the wall; processor seconds of it
 * and of everything it waited for, by the kernel's own account of ended children; the highest sum of resident
 * memory of its process tree, looked at every few milliseconds, and never less than the kernel's high-water
 * mark of a single process. One runs at a time, so that the account is of one.
 */
import { spawn } from 'node:child_process';
import { childSeconds, residentOf } from './process-tree.ts';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface Measurement {
  readonly wallSeconds: number;
  /** Null on systems without the kernel's account; the same for memory. */
  readonly cpuSeconds: number | null;
  readonly peakBytes: number | null;
  readonly stdout: string;
}

export interface Bounds {
  readonly timeoutMs: number;
  /** Resident memory at which the program is ended, so that the machine is not. */
  readonly residentBytesMax: number;
}

const lookEveryMs = 20;
const outputCharactersMax = 1_000_000;

/** Runs a program to its end; an Error says how it failed. */
export async function measure(program: Program, bounds: Bounds): Promise<Measurement> {
  const cpuBefore = childSeconds();
  const started = performance.now();
  const child = spawn(program.file, [...program.args], {
    cwd: program.cwd,
    env: program.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const outputs = [child.stdout, child.stderr].map(collect);
  const watch = watchMemory(child.pid ?? 0, bounds, (reason) => {
    ended ??= reason;
    child.kill('SIGKILL');
  });
  let ended: string | null = null;
  try {
    const [code, wallSeconds] = await new Promise<[number | string, number]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve([code ?? signal ?? 1, (performance.now() - started) / 1000]),
      );
    });
    await Promise.all(outputs.map(({ closed }) => closed));
    if (code !== 0) throw failure(program, ended ?? `ended with ${String(code)}`, outputs[1]!.text());
    const cpuAfter = childSeconds();
    const cpuSeconds = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
    return { wallSeconds, cpuSeconds, peakBytes: watch.peakBytes(), stdout: outputs[0]!.text() };
  } finally {
    watch.stop();
  }
}

function collect(stream: NodeJS.ReadableStream) {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => (text = (text + chunk).slice(-outputCharactersMax)));
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  return { text: () => text, closed };
}

function watchMemory(pid: number, bounds: Bounds, end: (reason: string) => void) {
  let peak = 0;
  const look = () => {
    const resident = residentOf(pid);
    if (resident === null) return;
    peak = Math.max(peak, resident.bytes, resident.highestBytes);
    if (resident.bytes > bounds.residentBytesMax) {
      end(`was ended at ${String(Math.round(resident.bytes / 1e6))} MB of memory`);
    }
  };
  const timer = setInterval(look, lookEveryMs);
  const deadline = setTimeout(
    () => end(`was ended after ${String(bounds.timeoutMs / 1000)} s`),
    bounds.timeoutMs,
  );
  return {
    peakBytes: () => (peak === 0 ? null : peak),
    stop() {
      clearInterval(timer);
      clearTimeout(deadline);
    },
  };
}

function failure(program: Program, how: string, stderr: string): Error {
  const said = stderr.trim().split('\n').slice(-2).join(' ').slice(-300);
  return new Error(`${how}${said === '' ? '' : `: ${said}`}`, { cause: program.args });
}
