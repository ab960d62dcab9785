import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';
import { gitalyProtoFiles, gitalyProtoOptions } from '@gkg/protocol';

export function gitalyError(
  code: keyof typeof status,
  details: string,
  metadata = new Metadata(),
): ServiceError {
  return Object.assign(new Error(details), { code: status[code], details, metadata });
}

/** What Gitaly's limiter answers, with the pause that it asks for. */
export function limitError(retryAfterMs: number): ServiceError {
  const retry_after = { seconds: Math.floor(retryAfterMs / 1000), nanos: (retryAfterMs % 1000) * 1e6 };
  const message = 'maximum queue size reached';
  const limit = encode('gitaly.LimitError', { error_message: message, retry_after });
  const metadata = new Metadata();
  const details = [{ type_url: 'type.googleapis.com/gitaly.LimitError', value: limit }];
  const code = status.RESOURCE_EXHAUSTED;
  metadata.set('grpc-status-details-bin', encode('gitaly.Status', { code, message, details }));
  return gitalyError('RESOURCE_EXHAUSTED', message, metadata);
}

function encode(name: string, message: object): Buffer {
  const definition = loadSync([...gitalyProtoFiles], gitalyProtoOptions)[name];
  return (definition as unknown as MessageTypeDefinition<object, object>).serialize(message);
}
