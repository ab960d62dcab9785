import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The log file of a service: this run's lines, and in `<file>.1` those before them. */
export interface ServiceLog {
  readonly file: string;
  /** What the service writes to. */
  readonly descriptor: number;
  text(): string;
  /** To be called when the service has its own descriptor. */
  closeDescriptor(): void;
  /** Begins the file anew when it has grown beyond `bytesMax`; the full one takes the place of `<file>.1`. */
  limit(bytesMax: number): void;
}

/** Opens a log; the one of the run before is kept beside it. */
export function openServiceLog(file: string): ServiceLog {
  mkdirSync(dirname(file), { recursive: true });
  const older = `${file}.1`;
  if (sizeOf(file) > 0) renameSync(file, older);
  // Appending is what lets the file be cut under the service: its next line begins at the new end.
  const descriptor = openSync(file, 'a');
  return {
    file,
    descriptor,
    text: () => readFileSync(file, 'utf8'),
    closeDescriptor: () => closeSync(descriptor),
    limit(bytesMax) {
      if (sizeOf(file) <= bytesMax) return;
      try {
        copyFileSync(file, older);
      } catch {
        // A volume without space for the copy needs the cut all the more.
        rmSync(older, { force: true });
      }
      truncateSync(file);
    },
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
