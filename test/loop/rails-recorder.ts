import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { callbackFaults, heartbeatFaults, isObject, type Fields } from './rails-fields.ts';
import { checkRequest } from './rails-request.ts';
import type { RecordedTask } from './rails-tasks.ts';

/*
 * Rails as a node sees it, strict: a second reading of the contract (sections 1.1, 1.2 and 2.1) that shares no
 * code with the node. It answers as Rails does, delivers a task until a callback settles it, and writes down
 * whatever it was sent that the contract does not have: another path, method, header, encoding, field or type,
 * a token that is not exactly Rails' form, a callback that is not the task's own to the letter.
 */

export interface RailsRecorder {
  readonly url: string;
  readonly faults: readonly string[];
  readonly heartbeats: readonly Fields[];
  readonly callbacks: readonly Fields[];
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
  heartbeats: Fields[];
  callbacks: Fields[];
  /** Callbacks that settled a task: the same may come again when its answer was lost, and no other. */
  settled: Map<string, Fields>;
  uuid: string | undefined;
}

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

async function serve(
  recorder: RailsRecorder,
  state: Recording,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const kind = checkRequest(request, body, recorder.secret, state);
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
  fields: Fields,
  response: ServerResponse,
): void {
  state.faults.push(...heartbeatFaults(fields));
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
  fields: Fields,
  text: string,
  response: ServerResponse,
): void {
  state.faults.push(...callbackFaults(fields));
  const taskId = String((fields['payload'] as Fields | undefined)?.['task_id']);
  const task = tasks.get(taskId);
  if (task === undefined && isDeepStrictEqual(state.settled.get(taskId), fields)) {
    return send(response, 202, '{"message":"202 Accepted"}');
  }
  if (task === undefined) {
    const known = state.settled.has(taskId) ? 'settled by another callback' : 'unknown';
    state.faults.push(`callback of task ${taskId}, which is ${known}`);
  } else {
    state.faults.push(...settlementFaults(task, fields, text));
    tasks.delete(taskId);
    state.settled.set(taskId, fields);
  }
  state.callbacks.push(fields);
  send(response, 202, '{"message":"202 Accepted"}');
}

/** What is wrong with a callback as the one of this task. */
function settlementFaults(task: RecordedTask, fields: Fields, text: string): string[] {
  const { name, success, error } = fields;
  const faults: string[] = [];
  if (name !== task.name) faults.push(`callback is named ${String(name)}`);
  if (!text.includes(`"payload":${task.callbackPayload}`)) faults.push(`payload is not verbatim: ${text}`);
  if (success === false && error === undefined) faults.push('failure without an error');
  if (success === true && error !== undefined) faults.push('success with an error');
  return faults;
}

function parseObject(text: string, { faults }: Recording, what: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value as Fields;
  } catch {
    // Said below.
  }
  faults.push(`${what}: not a JSON object: ${text.slice(0, 100)}`);
  return undefined;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}
