import { GkgError } from '@gkg/protocol';
import type { ErrorKind } from '@gkg/protocol';
import { isDiskFull } from './disk-space.ts';

/** What code-graph says of a source directory, under the same names as the kinds of the wire. */
const sourceKinds: ReadonlySet<string> = new Set<ErrorKind>([
  'directory_missing',
  'directory_unreadable',
  'not_a_directory',
  'no_files',
  'no_supported_language',
]);

/** Whatever ended an indexing run, as the error that its caller decides by. */
export function toIndexingError(thrown: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (isDiskFull(thrown) && !isKind(thrown, 'disk_full')) {
    return new GkgError('disk_full', 'The volume ran full while the graph was built.', { cause: thrown });
  }
  if (thrown instanceof GkgError) return thrown;
  const { code, message } = thrown as { code?: unknown; message?: string };
  if (typeof code === 'string' && sourceKinds.has(code)) {
    return new GkgError(code as ErrorKind, message ?? code, { cause: thrown });
  }
  return new GkgError('job_failed', 'Indexing failed unexpectedly.', { cause: thrown });
}

function isKind(thrown: unknown, kind: ErrorKind): boolean {
  return thrown instanceof GkgError && thrown.kind === kind;
}
