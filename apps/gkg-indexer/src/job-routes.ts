import { isAbsolute } from 'node:path';
import { GkgError, indexRequest, toGkgError } from '@gkg/protocol';
import type { IndexRequest, JobStatus } from '@gkg/protocol';
import { noteFacts, parseBody } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';

/**
 * POST /api/v1/index answers 202 with the job; with `wait=true` it answers 200 when the job has ended,
 * also when it failed: the job's own state and error tell.
 */
export function addJobRoutes(server: FastifyInstance, jobs: Jobs, onRefused: (kind: string) => void): void {
  server.post('/api/v1/index', async (request, reply) => {
    const order = readRequest(request.query, request.body);
    noteFacts({ namespace_id: order.namespace_id });
    const job = submit(jobs, order, onRefused);
    noteFacts({ job: job.id });
    if (order.wait !== true) return reply.code(202).send(statusOf(job));
    await job.ended;
    return statusOf(job);
  });
  server.get('/api/v1/jobs', () => ({ jobs: jobs.list().map(statusOf) }));
  server.get<{ Params: { id: string } }>('/api/v1/jobs/:id', (request) =>
    statusOf(jobs.get(request.params.id)),
  );
  server.delete<{ Params: { id: string } }>('/api/v1/jobs/:id', (request) =>
    jobs.cancel(request.params.id).then(statusOf),
  );
}

function readRequest(query: unknown, body: unknown): IndexRequest {
  if (body !== undefined && body !== null && typeof body !== 'object') {
    throw new GkgError('invalid_request', 'body: expected an object.');
  }
  const request = parseBody(indexRequest, { ...(query as object), ...body });
  if (isAbsolute(request.repo_dir)) return request;
  throw new GkgError('invalid_request', 'repo_dir: expected an absolute path.');
}

function submit(jobs: Jobs, request: IndexRequest, onRefused: (kind: string) => void): Job {
  try {
    return jobs.submit(request);
  } catch (error) {
    onRefused(toGkgError(error).kind);
    throw error;
  }
}

function statusOf(job: Job): JobStatus {
  return {
    id: job.id,
    namespace_id: job.request.namespace_id,
    project_id: job.request.project_id,
    state: job.state,
    progress: job.progress,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
    statistics: job.statistics,
    error: job.error,
  };
}
