import { Metadata, type Client, type MethodDefinition } from '@grpc/grpc-js';
import { CallFailure, callFailure } from './call-failure.ts';
import { gitalyToken } from './gitaly-token.ts';

/** What all calls of one fetch have in common. */
export interface GitalySession {
  readonly client: Client;
  /** Null where the server asks for no token. */
  readonly secret: string | null;
  readonly correlationId: string;
  readonly limits: CallLimits;
}

export interface CallLimits {
  /** For an answer in one message. */
  readonly callTimeoutMs: number;
  /** For a whole stream, however much it delivers. */
  readonly streamTimeoutMs: number;
  /** A stream that delivers nothing for this long is given up. */
  readonly silenceTimeoutMs: number;
}

/** @throws CallFailure, or the reason of the signal. */
export async function callUnary<Request, Response>(
  session: GitalySession,
  method: MethodDefinition<Request, Response>,
  request: Request,
  signal?: AbortSignal,
): Promise<Response> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const call = session.client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadataOf(session),
      { deadline: Date.now() + session.limits.callTimeoutMs },
      (error, response) => {
        signal?.removeEventListener('abort', cancel);
        if (signal?.aborted === true) reject(signal.reason as Error);
        else if (error !== null) reject(callFailure(error));
        else resolve(response as Response);
      },
    );
    const cancel = () => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * The messages of a stream, at the speed of whoever takes them. Ending the loop ends the call.
 *
 * @throws CallFailure, or the reason of the signal.
 */
export async function* callStream<Request, Response>(
  session: GitalySession,
  method: MethodDefinition<Request, Response>,
  request: Request,
  signal?: AbortSignal,
): AsyncGenerator<Response> {
  signal?.throwIfAborted();
  const { client, limits } = session;
  const deadline = Date.now() + limits.streamTimeoutMs;
  const { path, requestSerialize, responseDeserialize } = method;
  const call = client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    metadataOf(session),
    { deadline },
  );
  const cancel = () => call.cancel();
  // What a canceled call says afterwards is nobody's concern.
  call.on('error', () => undefined);
  signal?.addEventListener('abort', cancel, { once: true });
  const messages = call[Symbol.asyncIterator]() as AsyncIterator<Response>;
  try {
    for (;;) {
      const next = await unlessSilent(messages, limits.silenceTimeoutMs, cancel);
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof CallFailure ? error : callFailure(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}

async function unlessSilent<Response>(
  messages: AsyncIterator<Response>,
  timeoutMs: number,
  cancel: () => void,
): Promise<IteratorResult<Response>> {
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    cancel();
  }, timeoutMs);
  try {
    return await messages.next();
  } catch (error) {
    if (isSilent) throw new CallFailure('SILENT', `nothing arrived for ${timeoutMs} ms`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function metadataOf({ secret, correlationId }: GitalySession): Metadata {
  const metadata = new Metadata();
  if (secret) metadata.set('authorization', `Bearer ${gitalyToken(secret)}`);
  metadata.set('client_name', 'gkg-proxy');
  metadata.set('x-gitlab-correlation-id', correlationId);
  return metadata;
}
