import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Server,
  ServerCredentials,
  type Metadata,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { gitalyProtoFiles, gitalyProtoOptions } from '@gkg/protocol';
import { checkToken } from './check-token.ts';
import { gitalyError, limitError } from './gitaly-error.ts';
import { Misbehaviours, type Misbehaviour } from './misbehaviour.ts';
import { startRelay } from './relay.ts';
import { repositoryCalls, type Storages } from './repository-calls.ts';

export interface GitalyStandInOptions {
  /** Directories of bare repositories by the names of storages. */
  readonly storages: Storages;
  /** Null for a server that asks for no token. */
  readonly secret: string | null;
  /** A socket, instead of a port of this machine. */
  readonly socket?: string;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

export interface SeenCall {
  readonly method: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface GitalyStandIn {
  /** As Rails would send it. */
  readonly address: string;
  /** Every call that arrived, in order. */
  readonly calls: readonly SeenCall[];
  misbehave(rule: Misbehaviour): void;
  behave(): void;
  stop(): Promise<void>;
}

/** Serves bare repositories over gRPC as Gitaly does, or fails as it does. */
export async function startGitaly(options: GitalyStandInOptions): Promise<GitalyStandIn> {
  const calls: SeenCall[] = [];
  const rules = new Misbehaviours();
  const server = new Server();
  const parts: Parts = { ...options, calls, rules, cut: () => relay.cut() };
  for (const [name, service] of Object.entries(loadSync([...gitalyProtoFiles], gitalyProtoOptions))) {
    if (name.endsWith('Service')) server.addService(service as ServiceDefinition, implement(name, parts));
    if (name.endsWith('Health'))
      server.addService(service as ServiceDefinition, { Check: health(parts) as Handler });
  }
  const port = await bind(server, options);
  const relay = await startRelay(port, options.socket);
  return {
    address:
      options.tls === undefined ? relay.address : relay.address.replace('tcp://127.0.0.1', 'tls://localhost'),
    calls,
    misbehave: (rule) => rules.add(rule),
    behave: () => rules.clear(),
    async stop() {
      await relay.close();
      server.forceShutdown();
    },
  };
}

interface Parts extends GitalyStandInOptions {
  readonly calls: SeenCall[];
  readonly rules: Misbehaviours;
  cut(): void;
}

async function bind(server: Server, { tls }: GitalyStandInOptions): Promise<number> {
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.cert }]);
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

type Handler = UntypedServiceImplementation[string];
type Unary = ServerUnaryCall<never, object>;
type Streaming = ServerWritableStream<never, object>;

function implement(service: string, parts: Parts): UntypedServiceImplementation {
  const calls = Object.entries(repositoryCalls[service] ?? {});
  return Object.fromEntries(
    calls.map(([method, run]) => [
      method,
      ((call: Unary | Streaming, callback?: sendUnaryData<object>) => {
        const messages = answers(method, call.metadata, parts, () => run(parts.storages, call.request));
        if (callback === undefined) void stream(call as Streaming, messages);
        else void unary(messages, callback);
      }) as Handler,
    ]),
  );
}

function health(parts: Parts) {
  return (call: Unary, callback: sendUnaryData<object>) => {
    const messages = answers('Check', call.metadata, { ...parts, secret: null }, serving);
    void unary(messages, callback);
  };
}

async function* serving() {
  yield await Promise.resolve({ status: 'SERVING' });
}

/** The messages of a call, spoilt as the rules say. */
async function* answers(
  method: string,
  metadata: Metadata,
  parts: Parts,
  run: () => AsyncGenerator<object>,
): AsyncGenerator<object> {
  parts.calls.push({ method, metadata: metadata.getMap() as Record<string, string> });
  checkAuthorization(metadata, parts.secret);
  const rule = parts.rules.next(method);
  let left = rule?.afterMessages ?? 0;
  for await (const message of run()) {
    if (rule !== undefined && left === 0) {
      if (rule.how.kind === 'truncate') return;
      await spoil(rule.how, parts);
    } else left -= 1;
    yield message;
  }
}

async function spoil(how: Misbehaviour['how'], parts: Parts): Promise<void> {
  if (how.kind === 'slow') await delay(how.delayMs);
  if (how.kind === 'status') throw gitalyError(how.code, how.details ?? 'as it was told');
  if (how.kind === 'exhausted') throw limitError(how.retryAfterMs);
  if (how.kind === 'cut') parts.cut();
  if (how.kind === 'hang' || how.kind === 'cut') await new Promise(() => undefined);
}

function checkAuthorization(metadata: Metadata, secret: string | null): void {
  if (secret === null) return;
  const verdict = checkToken(metadata.get('authorization')[0]?.toString(), secret);
  if (verdict === 'missing') throw gitalyError('UNAUTHENTICATED', 'authentication required');
  if (verdict === 'refused') throw gitalyError('PERMISSION_DENIED', 'permission denied');
}

async function unary(messages: AsyncGenerator<object>, callback: sendUnaryData<object>): Promise<void> {
  try {
    const { value } = await messages.next();
    callback(null, (value ?? {}) as object);
  } catch (error) {
    callback(asStatus(error));
  }
}

async function stream(call: Streaming, messages: AsyncGenerator<object>): Promise<void> {
  call.on('cancelled', () => void messages.return(undefined));
  try {
    for await (const message of messages) {
      if (call.cancelled) return;
      if (!call.write(message)) await Promise.race([once(call, 'drain'), once(call, 'cancelled')]);
    }
    call.end();
  } catch (error) {
    call.emit('error', asStatus(error));
  }
}

function asStatus(error: unknown): Error & { code: number } {
  return 'code' in (error as object)
    ? (error as Error & { code: number })
    : gitalyError('INTERNAL', String(error));
}
