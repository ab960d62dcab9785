import type { ServerResponse } from 'node:http';
import { GkgError } from '@gkg/protocol';

/** Aborted when the client goes away before its answer is complete, so that nobody works for nobody. */
export function clientSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new GkgError('job_canceled', 'The client went away.'));
  });
  return controller.signal;
}
