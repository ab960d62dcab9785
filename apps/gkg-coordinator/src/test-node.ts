import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The query route of a node, with one answer for every question; what a real one does is proved elsewhere. */
export interface TestNode {
  readonly url: string;
  readonly asked: { readonly headers: IncomingHttpHeaders; readonly body: Record<string, unknown> }[];
  close(): Promise<unknown>;
}

const answer = {
  result: { tool: 'repository_stats', status: 'ok', summary: '1 file.', total: 1, facts: {}, rows: [] },
  meta: {
    namespace_id: 1,
    project: 'app',
    commit: 'c0ffee',
    indexed_at: '2026-01-01T00:00:00Z',
    schema_version: 1,
    complete: 'exact',
    reasons: [],
    truncated: false,
    next_cursor: null,
    elapsed_ms: 1,
  },
};

export async function startTestNode(): Promise<TestNode> {
  const asked: TestNode['asked'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      asked.push({ headers: request.headers, body });
      const isQuery = request.url === '/kg/api/v1/query';
      response.writeHead(isQuery ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.closeAllConnections();
      return once(server.close(), 'close');
    },
  };
}
