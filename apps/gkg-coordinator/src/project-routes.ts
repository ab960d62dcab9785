import { GkgError } from '@gkg/protocol';
import { clientSignal, parseBody } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Coordinator } from './coordinator.ts';
import { isOnline, listNodes, type NodeRules } from './nodes.ts';
import { identifyDirectory, identifyRepository, type ProjectIdentity } from './project-address.ts';
import { queryProject } from './project-query.ts';
import { projectView } from './project-view.ts';
import {
  listProjects,
  projectByReference,
  registerProject,
  removeProject,
  scheduleIndex,
  type Project,
} from './projects.ts';

const registration = z.strictObject({
  path: z.string().min(1).max(4096).optional(),
  url: z.string().min(1).max(4096).optional(),
  name: z
    .string()
    .min(1)
    .max(512)
    .refine((name) => !/^\d+$/.test(name), 'must not be a number, since ids are numbers')
    .optional(),
});
const projectParams = z.object({ id: z.string().min(1).max(4096) });
const toolCall = z.strictObject({
  tool: z.string().min(1).max(128),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

/** The public API: projects are named by their id or, encoded, by their name. */
export function addProjectRoutes(server: FastifyInstance, coordinator: Coordinator): void {
  const { db, now, rules } = coordinator;
  const project = async (params: unknown): Promise<Project> =>
    projectByReference(db, parseBody(projectParams, params).id);

  server.post('/api/v1/projects', async (request, reply) => {
    const { name, ...source } = parseBody(registration, request.body);
    const registered = await registerProject(db, await identify(source), name, now(), rules);
    return reply.code(registered.created ? 201 : 200).send(projectView(registered.project));
  });
  server.get('/api/v1/projects', async () => ({ projects: (await listProjects(db)).map(projectView) }));
  server.get('/api/v1/projects/:id', async (request) => projectView(await project(request.params)));
  server.delete('/api/v1/projects/:id', async (request, reply) => {
    await removeProject(db, await project(request.params), now(), rules);
    return reply.code(204).send();
  });
  server.post('/api/v1/projects/:id/index', async (request, reply) => {
    const scheduled = await scheduleIndex(db, await project(request.params), now(), rules);
    return reply.code(202).send(projectView(scheduled));
  });
  server.post('/api/v1/projects/:id/query', async (request, reply) => {
    const call = parseBody(toolCall, request.body);
    const signal = clientSignal(reply.raw);
    return queryProject(db, await project(request.params), call, coordinator.client, request.id, signal);
  });
  server.get('/api/v1/nodes', async () => ({
    nodes: (await listNodes(db)).map((node) => nodeView(node, now(), rules.node)),
  }));
}

async function identify(source: {
  path?: string | undefined;
  url?: string | undefined;
}): Promise<ProjectIdentity> {
  if (source.path !== undefined && source.url === undefined) return identifyDirectory(source.path);
  if (source.url !== undefined && source.path === undefined) return identifyRepository(source.url);
  throw new GkgError('invalid_request', 'body: exactly one of path and url is needed.');
}

function nodeView(node: Awaited<ReturnType<typeof listNodes>>[number], now: Date, rules: NodeRules) {
  const { index_url, search_url, created_at: _createdAt, ...rest } = node;
  return { ...rest, url: index_url, search_url, online: isOnline(node, now, rules) };
}
