import { SourceError, sourceErrorCodes } from '@gkg/code-graph';
import { GkgError } from '@gkg/protocol';
import { expect, test } from 'vitest';
import { toIndexingError } from './indexing-error.ts';

const thrown = (message: string, code?: string) => Object.assign(new Error(message), { code });

test.for(sourceErrorCodes)('what code-graph says of a source keeps its name and its sentence: %s', (code) => {
  const cause = new SourceError(code, 'The sentence.');
  expect(toIndexingError(cause)).toMatchObject({ kind: code, message: 'The sentence.', cause });
});

test('a full disk is told apart from whatever it made fail', () => {
  const cause = new GkgError('engine_failed', 'COPY failed.', { cause: thrown('write', 'ENOSPC') });
  expect(toIndexingError(cause)).toMatchObject({ kind: 'disk_full', cause });
});

test('errors of ours pass, all others become a failed job with their cause', () => {
  const ours = new GkgError('engine_failed', 'The engine failed.');
  expect(toIndexingError(ours)).toBe(ours);
  const foreign = thrown('open', 'EMFILE');
  expect(toIndexingError(foreign)).toMatchObject({ kind: 'job_failed', cause: foreign });
});

test('after an abort its reason is the error, whatever the work threw', () => {
  const reason = new GkgError('job_canceled', 'Canceled.');
  expect(toIndexingError(thrown('aborted', 'ABORT_ERR'), AbortSignal.abort(reason))).toBe(reason);
});
