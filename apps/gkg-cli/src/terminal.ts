import { once } from 'node:events';
import type { WriteStream } from 'node:tty';

/** Where a command writes: results on `out`, everything that only accompanies them on `err`. */
export interface Terminal {
  out(text: string): void;
  /** As `out`, for long results: resolves when more may be written. */
  write(text: string): Promise<void>;
  err(text: string): void;
  /** Columns of an interactive stderr; 0 when it is a pipe or a file. */
  readonly errColumns: number;
  /** Resolves when all that was written to `out` has left the process. */
  flush(): Promise<void>;
}

type Output = NodeJS.WriteStream | WriteStream;

/** A reader that went away (`gkg export | head`) ends the program quietly, as other tools do. */
export function createTerminal(stdout: Output, stderr: Output): Terminal {
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    out: (text) => void stdout.write(text),
    async write(text) {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    err: (text) => void stderr.write(text),
    errColumns: stderr.isTTY ? stderr.columns || 80 : 0,
    flush: () => new Promise((resolve) => stdout.write('', () => resolve())),
  };
}
