import { spawn } from 'node:child_process';

/** What git says, in pieces as it says it; a failure of git ends the sequence with an error. */
export async function* gitOutput(
  repository: string,
  args: readonly string[],
  input?: string,
): AsyncGenerator<Buffer> {
  const literal = ['-c', 'core.quotePath=false', '--literal-pathspecs', '--git-dir', repository];
  const git = spawn('git', [...literal, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  git.stdin.on('error', () => undefined);
  git.stdin.end(input ?? '');
  let words = '';
  git.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    git.on('error', () => resolve(null));
    git.on('close', resolve);
  });
  try {
    for await (const chunk of git.stdout) yield chunk as Buffer;
    if ((await ended) !== 0) throw new Error(words.trim());
  } finally {
    git.kill();
  }
}

export async function gitText(repository: string, args: readonly string[], input?: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of gitOutput(repository, args, input)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The records of output with `-z`, as bytes. */
export async function* gitRecords(repository: string, args: readonly string[]): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of gitOutput(repository, args)) {
    rest = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
}

/** Pieces of at most so many bytes: what Gitaly puts into one message. */
export function* pieces(chunk: Buffer, bytesMax: number): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += bytesMax) yield chunk.subarray(at, at + bytesMax);
}
