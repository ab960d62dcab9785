import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../source-files.ts';
import { Impossible } from './run.ts';

/** A time of day that can be set, of the processes that are started with `settings` and of what they start. */
export interface ShiftedClock {
  readonly settings: Readonly<Record<string, string>>;
  set(shiftSeconds: number): void;
}

export function createShiftedClock(directory: string, name = 'clock'): ShiftedClock {
  const library = compile(directory);
  const file = join(directory, `${name}-shift`);
  writeFileSync(file, Buffer.alloc(8));
  const settings = { LD_PRELOAD: library, CHAOS_CLOCK_SHIFT: file };
  const clock: ShiftedClock = {
    settings,
    set(shiftSeconds) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(shiftSeconds));
      // Written in place: the processes have the file mapped.
      const descriptor = openSync(file, 'r+');
      writeSync(descriptor, bytes, 0, 8, 0);
      closeSync(descriptor);
    },
  };
  requireShift(clock);
  return clock;
}

function compile(directory: string): string {
  const library = join(directory, 'clock-shift.so');
  const source = join(root, 'test/chaos/clock-shift.c');
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source], { encoding: 'utf8' });
  if (compiled.status === 0) return library;
  throw new Impossible(
    `the clock cannot be shifted, for want of a C compiler: ${compiled.error?.message ?? compiled.stderr}`,
  );
}

/** A clock that does not jump would prove nothing. */
function requireShift(clock: ShiftedClock): void {
  clock.set(86_400);
  const env = { ...process.env, ...clock.settings };
  const shown = spawnSync(process.execPath, ['-p', 'Date.now()'], { env, encoding: 'utf8' });
  clock.set(0);
  const ahead = (Number(shown.stdout) - Date.now()) / 1000;
  if (Math.abs(ahead - 86_400) > 60)
    throw new Impossible(`the clock cannot be shifted here: a process is ${ahead} s ahead instead of 86400`);
}
