import { SourceError } from '@gkg/code-graph';
import { GkgError } from '@gkg/protocol';
import { isDiskFull } from './disk-space.ts';

/** Whatever ended an indexing run, as the error that its caller decides by. */
export function toIndexingError(thrown: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (thrown instanceof SourceError) {
    // code-graph names its faults by the kinds of the wire, without knowing the protocol.
    return new GkgError(thrown.code, thrown.message, { cause: thrown });
  }
  if (isDiskFull(thrown) && !isKind(thrown, 'disk_full')) {
    return new GkgError('disk_full', 'The volume ran full while the graph was built.', { cause: thrown });
  }
  if (thrown instanceof GkgError) return thrown;
  return new GkgError('job_failed', 'Indexing failed unexpectedly.', { cause: thrown });
}

function isKind(thrown: unknown, kind: GkgError['kind']): boolean {
  return thrown instanceof GkgError && thrown.kind === kind;
}
