import { execFile } from 'node:child_process';

const timeoutMs = 600_000;
const outputBytesMax = 64 * 1024 * 1024;

/** What a program of the machine prints; its failure is an Error with the last lines of what it said. */
export function runTool(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const settings = { ...options, timeout: timeoutMs, maxBuffer: outputBytesMax };
  return new Promise((resolve, reject) => {
    execFile(file, [...args], settings, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file}: ${lastLines(stderr) || error.message}`, { cause: error }));
    });
  });
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').slice(-300);
}
