import { GkgError } from '@gkg/protocol';

/** What one repository may take on the disk, compressed or not. */
export interface SourceLimits {
  readonly bytesMax: number;
  readonly filesMax: number;
}

/** Far above any repository that is one project, far below what fills a volume by mistake. */
export const defaultSourceLimits: SourceLimits = { bytesMax: 8 * 1024 ** 3, filesMax: 500_000 };

export function limitExceeded(limit: 'bytes' | 'files', max: number): GkgError {
  return new GkgError('too_large', `The repository has more than ${max} ${limit}.`, {
    detail: { limit, max },
  });
}
