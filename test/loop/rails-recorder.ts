import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

/*
 * Rails as a node sees it, strict: a second reading of the contract (sections 1.1, 1.2 and 2.1) that shares no
 * code with the node. It answers as Rails does, delivers a task until a callback settles it, and writes down
 * whatever it was sent that the contract does not have: another path, method, header, encoding, field or type,
 * a token that is not exactly Rails' form, a callback that is not the task's own to the letter.
 */

type Json = Record<string, unknown>;

export interface RecordedTask {
  readonly name: string;
  readonly taskId: number | string;
  /** The task as it stands on the wire. */
  readonly text: string;
  /** Of that, the payload that the callback has to give back. */
  readonly callbackPayload: string;
}

export interface RailsRecorder {
  readonly url: string;
  readonly faults: readonly string[];
  readonly heartbeats: readonly Json[];
  readonly callbacks: readonly Json[];
  /** Delivered with every heartbeat until settled. */
  readonly tasks: Map<string, RecordedTask>;
  /** Tasks in one answer, the oldest first. */
  tasksMax: number;
  answer: { truncate: boolean; pull_frequency: string; stop_indexing: boolean };
  /** Answers with this status instead, or hangs up at 0; undefined to work as usual. */
  failing: { heartbeat?: number; callback?: number };
  secret: string;
  close(): Promise<void>;
}

interface Recording {
  faults: string[];
  heartbeats: Json[];
  callbacks: Json[];
  /** Callbacks that settled a task: the same may come again when its answer was lost, and no other. */
  settled: Map<string, Json>;
  uuid: string | undefined;
}

const heartbeatTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  'node.url': isHttpUrl,
  'node.search_url': isHttpUrl,
  'node.name': isText,
  'disk.all': isCount,
  'disk.used': isCount,
  'disk.indexed': isCount,
  'node.task_count': isCount,
  'node.concurrency': isCount,
  'node.version': isText,
  'node.schema_version': isCount,
  'node.knowledge_graph_schema_version': isCount,
  'node.services': (value) =>
    Array.isArray(value) && value.length > 0 && value.every((name) => /^(zoekt|knowledge_graph)$/.test(name)),
};
const heartbeatRequired = ['node.url', 'node.name', 'disk.all', 'disk.used'];

const callbackTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isText,
  success: (value) => typeof value === 'boolean',
  error: isText,
  payload: isObject,
  additional_payload: isObject,
};
const callbackRequired = ['name', 'success', 'payload'];

// Beyond the contract: what every Rails reads of a request, and passes over when it knows nothing of traces.
const headersAllowed = new Set(
  'host connection content-type content-length gitlab-shell-api-request x-request-id traceparent'.split(' '),
);

export async function startRailsRecorder(secret: string): Promise<RailsRecorder> {
  const state: Recording = { faults: [], heartbeats: [], callbacks: [], settled: new Map(), uuid: undefined };
  const server = createServer((request, response) => void serve(recorder, state, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const recorder: RailsRecorder = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: state.faults,
    heartbeats: state.heartbeats,
    callbacks: state.callbacks,
    tasks: new Map(),
    tasksMax: 200,
    answer: { truncate: false, pull_frequency: '500ms', stop_indexing: false },
    failing: {},
    secret,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return recorder;
}

/** An index task in Rails' words; `extra` is more of the callback's payload, as JSON text. */
export function indexTask(
  taskId: number,
  namespaceId: number,
  address: string,
  extra = '',
  connection: { readonly Token?: string; readonly Path?: string } = {},
): RecordedTask {
  const callbackPayload = `{"task_id":${taskId},"service_type":"knowledge_graph"${extra}}`;
  const gitaly = JSON.stringify({
    Address: address,
    Token: null,
    Storage: 'default',
    Path: '@hashed/9/x.git',
    ...connection,
  });
  const text =
    `{"name":"index_graph","payload":{"GitalyConnectionInfo":${gitaly},"NamespaceId":${namespaceId},` +
    `"RepoId":${namespaceId + 1},"Callback":{"name":"index_graph","payload":${callbackPayload}},"Timeout":"5400s"}}`;
  return { name: 'index_graph', taskId, text, callbackPayload };
}

export function deleteTask(taskId: number, namespaceId: number): RecordedTask {
  const callbackPayload = `{"task_id":${taskId},"service_type":"knowledge_graph"}`;
  const text =
    `{"name":"delete_graph","payload":{"NamespaceId":${namespaceId},` +
    `"Callback":{"name":"delete_graph","payload":${callbackPayload}}}}`;
  return { name: 'delete_graph', taskId, text, callbackPayload };
}

async function serve(
  recorder: RailsRecorder,
  state: Recording,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const kind = checkRequest(recorder, state, request, body);
  if (kind === undefined) return send(response, 404, '{}');
  const status = recorder.failing[kind];
  if (status === 0) return void response.destroy();
  if (status !== undefined) return send(response, status, JSON.stringify({ message: `${status}` }));
  const text = body.toString('utf8');
  const fields = parseObject(text, state, kind);
  if (fields === undefined) return send(response, 400, '{}');
  if (kind === 'heartbeat') takeHeartbeat(recorder, state, fields, response);
  else takeCallback(recorder, state, fields, text, response);
}

function takeHeartbeat(
  { answer, tasks, tasksMax }: RailsRecorder,
  state: Recording,
  fields: Json,
  response: ServerResponse,
): void {
  checkFields('heartbeat', fields, heartbeatTypes, heartbeatRequired, state);
  if (Number(fields['disk.used']) > Number(fields['disk.all'])) state.faults.push('heartbeat: used > all');
  state.heartbeats.push(fields);
  const list = [...tasks.values()]
    .slice(0, tasksMax)
    .map(({ text }) => text)
    .join(',');
  const rest = JSON.stringify({ id: 3, ...answer }).slice(1);
  send(response, 200, `{"tasks":[${list}],${rest}`);
}

function takeCallback(
  { tasks }: RailsRecorder,
  state: Recording,
  fields: Json,
  text: string,
  response: ServerResponse,
): void {
  checkFields('callback', fields, callbackTypes, callbackRequired, state);
  const taskId = String((fields['payload'] as Json | undefined)?.['task_id']);
  const task = tasks.get(taskId);
  if (task === undefined && isDeepStrictEqual(state.settled.get(taskId), fields)) {
    return send(response, 202, '{"message":"202 Accepted"}');
  }
  if (task === undefined) {
    const known = state.settled.has(taskId) ? 'settled by another callback' : 'unknown';
    state.faults.push(`callback of task ${taskId}, which is ${known}`);
  } else {
    if (fields['name'] !== task.name) state.faults.push(`callback is named ${String(fields['name'])}`);
    if (!text.includes(`"payload":${task.callbackPayload}`))
      state.faults.push(`payload is not verbatim: ${text}`);
    if (fields['success'] === false && fields['error'] === undefined)
      state.faults.push('failure without an error');
    if (fields['success'] === true && fields['error'] !== undefined)
      state.faults.push('success with an error');
    tasks.delete(taskId);
    state.settled.set(taskId, fields);
  }
  state.callbacks.push(fields);
  send(response, 202, '{"message":"202 Accepted"}');
}

/** Everything before the fields; answers what the request is, if it is anything. */
function checkRequest(
  { secret }: RailsRecorder,
  state: Recording,
  request: IncomingMessage,
  body: Buffer,
): 'heartbeat' | 'callback' | undefined {
  const { method, url = '', headers, rawHeaders } = request;
  const fault = (what: string) => void state.faults.push(`${method} ${url}: ${what}`);
  const match =
    /^\/api\/v4\/internal\/search\/zoekt\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(heartbeat|callback)$/.exec(
      url,
    );
  if (match === null) fault('no such path');
  if (method !== 'POST') fault('no such method');
  state.uuid ??= match?.[1];
  if (match !== null && state.uuid !== match[1]) fault('another uuid than before');
  const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase());
  for (const name of names) if (!headersAllowed.has(name)) fault(`header ${name}`);
  if (new Set(names).size !== names.length) fault('a header twice');
  if (headers['content-type'] !== 'application/json') fault(`content type ${headers['content-type']}`);
  if (Number(headers['content-length']) !== body.length) fault('length of the body');
  if (body.toString('utf8').includes('\ufffd')) fault('not UTF-8');
  const refusal = tokenFault(headers['gitlab-shell-api-request'], secret);
  if (refusal !== undefined) fault(`token: ${refusal}`);
  return match?.[2] as 'heartbeat' | 'callback' | undefined;
}

function tokenFault(token: unknown, secret: string): string | undefined {
  if (typeof token !== 'string') return 'missing';
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return 'not three parts in base64url';
  if (JSON.stringify(decoded(header)) !== '{"alg":"HS256","typ":"JWT"}') return 'header';
  const expected = createHmac('sha256', secret).update(`${header}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'signature';
  const { iss, iat, exp, ...others } = decoded(claims) as Record<string, number | string>;
  if (Object.keys(others).length > 0) return `claims ${Object.keys(others).join(', ')}`;
  if (iss !== 'gitlab-shell') return 'issuer';
  if (Math.abs(Number(iat) - Date.now() / 1000) > 5) return 'time of issue';
  return Number(exp) - Number(iat) === 60 ? undefined : 'lifetime';
}

function checkFields(
  what: string,
  fields: Json,
  types: Readonly<Record<string, (value: unknown) => boolean>>,
  required: readonly string[],
  { faults }: Recording,
): void {
  for (const name of required) if (!(name in fields)) faults.push(`${what}: ${name} is missing`);
  for (const [name, value] of Object.entries(fields)) {
    if (types[name] === undefined) faults.push(`${what}: field ${name} is not in the contract`);
    else if (!types[name](value)) faults.push(`${what}: ${name} is ${JSON.stringify(value)}`);
  }
}

function parseObject(text: string, { faults }: Recording, what: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value as Json;
  } catch {
    // Said below.
  }
  faults.push(`${what}: not a JSON object: ${text.slice(0, 100)}`);
  return undefined;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
