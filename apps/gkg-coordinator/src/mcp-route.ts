import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { GkgError, type QueryResponse } from '@gkg/protocol';
import { createMcpServer, isHostTool, runHostTool, type HostedProject, type McpCall } from '@gkg/tools';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Coordinator } from './coordinator.ts';
import { callerOf, type Principal } from './principal.ts';
import { queryProject, type QueryContext } from './project-query.ts';
import { projectState } from './project-view.ts';
import { listProjects, projectByReference, type Project } from './projects.ts';
import { principalOf } from './public-server.ts';

/** One project for the whole connection; the model then has no say in it. */
export const projectHeader = 'x-gkg-project';
/** Most projects that `list_projects` shows. */
const listedMax = 1000;

/**
 * MCP over Streamable HTTP for a user's token, without sessions: each request is complete in itself. Without a
 * scope the tools have an argument `project`, and `list_projects` says which there are. Every call is checked
 * against the user's permissions, then goes the way of every query.
 */
export function addMcpRoute(server: FastifyInstance, coordinator: Coordinator): void {
  server.post('/mcp', async (request, reply) => {
    const principal = await principalOf(coordinator, request, reply);
    const scope = scopeOf(request);
    // Before any tool is listed: a scope that may not be read is no scope.
    if (scope !== null) await projectByReference(coordinator.db, principal, scope);
    const caller = { ...callerOf(principal), agent: principal.agent ?? 'mcp' };
    const asker = { coordinator, principal, scope, context: { caller, correlationId: request.id } };
    const mcp = createMcpServer({
      call: (call, signal) => answerCall(asker, call, signal),
      manyProjects: scope === null,
    });
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    reply.hijack();
    reply.raw.once('close', () => void mcp.close());
    reply.raw.setHeader('x-request-id', request.id);
    await mcp.connect(transport);
    await transport.handleRequest(request.raw, reply.raw, request.body);
  });
  server.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    handler: (_request, reply) => reply.code(405).header('allow', 'POST').send(noSessions),
  });
}

const noSessions = {
  jsonrpc: '2.0',
  error: { code: -32_000, message: 'This server has no sessions; every request is a POST.' },
  id: null,
};

function scopeOf({ headers, query }: FastifyRequest): string | null {
  const given = headers[projectHeader] ?? (query as Record<string, unknown>)['project'];
  if (given === undefined) return null;
  if (typeof given === 'string' && given !== '') return given;
  throw new GkgError('invalid_request', `${projectHeader}: must name one project.`);
}

interface Asker {
  readonly coordinator: Coordinator;
  readonly principal: Principal;
  readonly scope: string | null;
  readonly context: QueryContext;
}

async function answerCall(asker: Asker, call: McpCall, signal: AbortSignal): Promise<QueryResponse> {
  const { coordinator, principal, scope, context } = asker;
  if (isHostTool(call.tool)) return runHostTool(hostFor(asker), call.tool, call.arguments, signal);
  const project = await projectOf(coordinator, principal, scope ?? call.project);
  const asked = { tool: call.tool, arguments: call.arguments };
  return (await queryProject(
    coordinator.db,
    project,
    asked,
    coordinator.client,
    context,
    signal,
  )) as QueryResponse;
}

async function projectOf(
  { db }: Coordinator,
  principal: Principal,
  reference: string | undefined,
): Promise<Project> {
  if (reference !== undefined) return projectByReference(db, principal, reference);
  const [only, ...others] = await listProjects(db, principal, { after: 0, limit: 2 });
  if (only !== undefined && others.length === 0) return only;
  const what = only === undefined ? 'There is none that you may ask about' : 'There are several';
  throw new GkgError('invalid_arguments', `project: is needed. ${what}; list_projects shows them.`);
}

function hostFor({ coordinator, principal }: Asker) {
  return {
    async list() {
      const projects = await listProjects(coordinator.db, principal, { after: 0, limit: listedMax });
      return projects.map(hosted);
    },
  };
}

const hostedStates = {
  waiting: 'indexing',
  indexing: 'indexing',
  retrying: 'indexing',
  ready: 'ready',
  failed: 'failed',
} as const satisfies Record<ReturnType<typeof projectState>, HostedProject['state']>;

function hosted(project: Project): HostedProject {
  return {
    namespace_id: project.namespace_id,
    project: project.name,
    state: hostedStates[projectState(project)],
    commit: project.commit_id,
    indexed_at: project.indexed_at?.toISOString() ?? null,
  };
}
