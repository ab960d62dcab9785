import { GkgError, heartbeatResponse, toGkgError } from '@gkg/protocol';
import type { CallbackRequest, HeartbeatRequest, HeartbeatResponse } from '@gkg/protocol';
import { parseExactJson, requestJson, signedHeaders, type SharedSecret } from '@gkg/runtime';

/** Rails' internal API, or the coordinator's, which is the same. */
export interface RailsClient {
  heartbeat(body: HeartbeatRequest, signal: AbortSignal): Promise<HeartbeatResponse>;
  /** Resolves once Rails has accepted it. */
  callback(body: CallbackRequest, signal: AbortSignal): Promise<void>;
}

const timeoutMs = 30_000;

export function createRailsClient(
  railsUrl: string,
  uuid: string,
  secret: Pick<SharedSecret, 'accepted'>,
): RailsClient {
  const post = async (path: string, body: unknown, signal: AbortSignal) => {
    const url = `${railsUrl}/api/v4/internal/search/zoekt/${uuid}/${path}`;
    return withEither(await secret.accepted(), async (key) => {
      const headers = await signedHeaders('node_to_rails', key);
      // Tasks hold what is sent back in callbacks, to be given back as it came.
      return requestJson(url, { body, headers, timeoutMs, parse: parseExactJson }, signal);
    });
  };
  return {
    async heartbeat(body, signal) {
      const answer = heartbeatResponse.safeParse(await post('heartbeat', body, signal));
      if (answer.success) return answer.data;
      throw new GkgError('upstream_unavailable', 'Rails answered a heartbeat in another form.', {
        cause: answer.error,
      });
    },
    async callback(body, signal) {
      await post('callback', body, signal);
    },
  };
}

/** While a secret is replaced, Rails may know only the one before. */
async function withEither<Result>(
  secrets: readonly string[],
  ask: (secret: string) => Promise<Result>,
): Promise<Result> {
  const [current, ...earlier] = secrets;
  try {
    return await ask(current!);
  } catch (error) {
    if (earlier.length === 0 || toGkgError(error).kind !== 'unauthorized') throw error;
    return withEither(earlier, ask);
  }
}
