import { GkgError } from '@gkg/protocol';

export function tarError(what: string): GkgError {
  return new GkgError('source_unavailable', `The archive of the repository ${what}.`);
}
