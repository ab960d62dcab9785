import { GkgError } from '@gkg/protocol';
import { gitProcess, type GitProcessOptions } from './git-process.ts';
import { limitExceeded, type SourceLimits } from './source-limits.ts';

/**
 * Refuses a commit whose checkout would exceed the limits. The listing is counted while git writes it and
 * git is stopped at the limit: a few small objects can describe billions of files.
 */
export async function checkTree(
  commit: string,
  options: { readonly directory: string; readonly git: GitProcessOptions; readonly limits: SourceLimits },
  signal?: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const git = gitProcess(options.directory, options.git, stop);
  const count = counter(options.limits, (error) => over.abort(error));
  git.outputHandler((_command, stdout) => void stdout.on('data', (chunk: Buffer) => count(chunk)));
  try {
    await git.raw(['ls-tree', '-r', '-l', '--full-tree', commit]);
  } catch (cause) {
    stop.throwIfAborted();
    throw new GkgError('source_unavailable', 'The fetched commit cannot be read.', { cause });
  }
  stop.throwIfAborted();
}

/** Adds up lines of the form `<mode> blob <id> <size>\t<path>`, which may be cut anywhere by a chunk. */
function counter(limits: SourceLimits, exceed: (error: GkgError) => void): (chunk: Buffer) => void {
  let rest = '';
  let files = 0;
  let bytes = 0;
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    files += lines.length;
    for (const line of lines) bytes += Number(/ +(\d+)\t/.exec(line)?.[1] ?? 0);
    if (files > limits.filesMax) exceed(limitExceeded('files', limits.filesMax));
    else if (bytes > limits.bytesMax) exceed(limitExceeded('bytes', limits.bytesMax));
  };
}
