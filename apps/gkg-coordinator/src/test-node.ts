import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The query and inventory routes of a node; what a real one does is proved elsewhere. */
export interface TestNode {
  readonly url: string;
  readonly asked: { readonly headers: IncomingHttpHeaders; readonly body: Record<string, unknown> }[];
  /** What it does with questions; `silent`: nothing. An error kind is answered with its status. */
  mode: 'answers' | 'silent' | { readonly status: number; readonly code: string };
  /** Answers the questions that it was silent about as its mode is now. */
  answerHeld(): void;
  /** The commit of each graph that lies there, by namespace. */
  readonly graphs: Map<number, string | null>;
  /** Requests whose asker went away. */
  readonly brokenOff: number;
  close(): Promise<unknown>;
}

const answer = (commit: string | null) => ({
  result: { tool: 'repository_stats', status: 'ok', summary: '1 file.', total: 1, facts: {}, rows: [] },
  meta: {
    namespace_id: 1,
    project: 'app',
    commit,
    indexed_at: '2026-01-01T00:00:00Z',
    schema_version: 1,
    complete: 'exact',
    reasons: [],
    truncated: false,
    next_cursor: null,
    elapsed_ms: 1,
  },
});

export async function startTestNode(): Promise<TestNode> {
  const asked: TestNode['asked'] = [];
  const state = { brokenOff: 0 };
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.once('close', () => void (response.writableFinished || (state.brokenOff += 1)));
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (request.url === '/kg/api/v1/query') {
        const body = JSON.parse(text) as Record<string, unknown>;
        asked.push({ headers: request.headers, body });
        const reply = () => answerQuery(node, response, Number(body['namespace_id']));
        if (node.mode === 'silent') held.push(reply);
        else reply();
      } else answerOther(node, response, request.url ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const node: TestNode = {
    url: `http://127.0.0.1:${port}`,
    asked,
    mode: 'answers',
    graphs: new Map(),
    get brokenOff() {
      return state.brokenOff;
    },
    answerHeld() {
      for (const reply of held.splice(0)) reply();
    },
    close() {
      server.closeAllConnections();
      return once(server.close(), 'close');
    },
  };
  return node;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function answerQuery({ mode, graphs }: TestNode, response: ServerResponse, namespaceId: number): void {
  if (mode === 'silent') return;
  if (mode === 'answers') return send(response, 200, answer(graphs.get(namespaceId) ?? 'c0ffee'));
  send(response, mode.status, { error: 'It cannot.', code: mode.code, detail: {} });
}

function answerOther({ mode, graphs }: TestNode, response: ServerResponse, path: string): void {
  const url = new URL(path, 'http://node');
  if (mode === 'silent') return;
  if (url.pathname !== '/kg/api/v1/graphs') return send(response, 404, {});
  const [after, limit] = ['after', 'limit'].map((name) => Number(url.searchParams.get(name)));
  const ids = [...graphs.keys()].filter((id) => id > after!).toSorted((a, b) => a - b);
  const page = ids.slice(0, limit);
  const entry = (id: number) => ({
    namespace_id: id,
    commit: graphs.get(id),
    bytes: 1000,
    schema_version: 1,
  });
  const entries = page.map((id) => ({ ...entry(id), state: 'served' }));
  send(response, 200, { graphs: entries, next: ids.length > page.length ? page.at(-1) : null });
}
