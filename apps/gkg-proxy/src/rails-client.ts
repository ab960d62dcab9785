import { GkgError, heartbeatResponse } from '@gkg/protocol';
import type { CallbackRequest, HeartbeatRequest, HeartbeatResponse } from '@gkg/protocol';
import { requestJson, signedHeaders } from '@gkg/runtime';

/** Rails' internal API, or the coordinator's, which is the same. */
export interface RailsClient {
  heartbeat(body: HeartbeatRequest, signal: AbortSignal): Promise<HeartbeatResponse>;
  /** Resolves once Rails has accepted it. */
  callback(body: CallbackRequest, signal: AbortSignal): Promise<void>;
}

const timeoutMs = 30_000;

export function createRailsClient(railsUrl: string, uuid: string, secret: string): RailsClient {
  const post = async (path: string, body: unknown, signal: AbortSignal) => {
    const headers = await signedHeaders('node_to_rails', secret);
    const url = `${railsUrl}/api/v4/internal/search/zoekt/${uuid}/${path}`;
    return requestJson(url, { body, headers, timeoutMs }, signal);
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
