import { readFile } from 'node:fs/promises';

/** Resident bytes of a process; undefined where the system has no /proc, or when the process is gone. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

/**
 * Calls `onExceeded` once when a process holds more memory than allowed. The heap limit of V8 does not
 * see the engine's and the parser's memory, and a process that is stuck cannot watch itself.
 */
export function watchResidentMemory(
  pid: number,
  limits: { bytesMax: number; intervalMs: number },
  onExceeded: (bytes: number) => void,
): () => void {
  const look = async () => {
    const bytes = await residentBytes(pid);
    if (bytes === undefined || bytes <= limits.bytesMax) return;
    clearInterval(timer);
    onExceeded(bytes);
  };
  const timer = setInterval(() => void look(), limits.intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
