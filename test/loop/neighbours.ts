import type { RebuildWish } from '@gkg/protocol';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Indexer and webserver of a node in one small server, with their documented routes and none of their work:
 * a job ends when the test says so.
 */
export interface Neighbours {
  readonly url: string;
  ready: boolean;
  /** How often it was asked whether it is ready. */
  probes: number;
  /** What the webserver says of its graphs. */
  graphs: { graphs: NamedGraph[]; rebuild: RebuildWish[] };
  /** Ends a job when it is submitted: with an error, or well at null; undefined lets it run. */
  endAtOnce: (body: Record<string, unknown>) => { error: string; code: string } | null | undefined;
  /** Every request of substance, as `METHOD path` with the body beside it. */
  readonly requests: { readonly line: string; readonly body: Record<string, unknown> }[];
  /** Ends the running job of a namespace, or the next one at once when none runs. */
  finish(outcome?: { error: string; code: string }): void;
  /** Resolves with the n-th request whose line begins so (counted from 1). */
  seen(begin: string, count?: number): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

interface NamedGraph {
  readonly namespace_id: number;
  readonly commit?: string;
}

interface Job {
  id: string;
  namespace_id: number;
  state: string;
  finished_at: string | null;
  error: { error: string; code: string; detail: object } | null;
}

export async function startNeighbours(): Promise<Neighbours> {
  const jobs = new Map<string, Job>();
  const waiting: { begin: string; count: number; resolve(body: Record<string, unknown>): void }[] = [];
  const requests: Neighbours['requests'] = [];

  const note = (line: string, body: Record<string, unknown>) => {
    requests.push({ line, body });
    for (const wait of waiting) {
      const hits = requests.filter((request) => request.line.startsWith(wait.begin));
      if (hits.length >= wait.count) wait.resolve(hits[wait.count - 1]!.body);
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const text = await readAll(request);
    const line = `${request.method} ${request.url}`;
    if (line === 'GET /health/ready') neighbours.probes += 1;
    if (line === 'GET /health/ready') return send(response, neighbours.ready ? 200 : 503, {});
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    if (!line.startsWith('GET /api/v1/jobs')) note(line, { ...body, headers: request.headers });
    return route(line, body, response);
  };
  const route = (line: string, body: Record<string, unknown>, response: ServerResponse) => {
    const jobId = /^\w+ \/api\/v1\/jobs\/(.+)$/.exec(line)?.[1];
    if (line === 'GET /api/v1/jobs') return send(response, 200, { jobs: [...jobs.values()] });
    if (line === 'POST /api/v1/index') {
      const job: Job = {
        id: `job-${jobs.size + 1}`,
        namespace_id: Number(body['namespace_id']),
        state: 'running',
        finished_at: null,
        error: null,
      };
      jobs.set(job.id, job);
      const outcome = neighbours.endAtOnce(body);
      if (outcome !== undefined) end(job, outcome);
      return send(response, 202, job);
    }
    if (jobId !== undefined) {
      const job = jobs.get(jobId);
      if (job === undefined)
        return send(response, 404, { error: 'No such job.', code: 'unknown_job', detail: {} });
      if (line.startsWith('DELETE')) job.state = 'canceled';
      return send(response, 200, job);
    }
    if (line === 'POST /api/v1/query') return send(response, 200, { result: 'answer', asked: body });
    if (line === 'GET /api/v1/graph_db') return send(response, 200, neighbours.graphs);
    const described = /^GET \/api\/v1\/graph_db\/(\d+)$/.exec(line)?.[1];
    if (described !== undefined) {
      const graph = neighbours.graphs.graphs.find(({ namespace_id: id }) => id === Number(described));
      if (graph !== undefined) return send(response, 200, graph);
    }
    if (line.startsWith('DELETE /api/v1/graph_db/')) return send(response, 200, {});
    return send(response, 404, { error: 'No such route.', code: 'not_found', detail: {} });
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const neighbours: Neighbours = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: true,
    probes: 0,
    endAtOnce: () => undefined,
    graphs: { graphs: [], rebuild: [] },
    requests,
    finish(outcome) {
      for (const job of jobs.values()) {
        if (job.state !== 'running') continue;
        end(job, outcome ?? null);
      }
    },
    seen(begin, count = 1) {
      const hits = requests.filter((request) => request.line.startsWith(begin));
      if (hits.length >= count) return Promise.resolve(hits[count - 1]!.body);
      return new Promise((resolve) => waiting.push({ begin, count, resolve }));
    },
    close: () => closeServer(server),
  };
  return neighbours;
}

function end(job: Job, outcome: { error: string; code: string } | null): void {
  job.state = outcome === null ? 'succeeded' : 'failed';
  job.finished_at = new Date().toISOString();
  job.error = outcome === null ? null : { ...outcome, detail: {} };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
