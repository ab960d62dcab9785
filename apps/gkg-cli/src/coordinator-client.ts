import { fileURLToPath } from 'node:url';
import { jobStates, type QueryResponse } from '@gkg/protocol';
import { requestJson, type JsonRequest } from '@gkg/runtime';
import { z } from 'zod';
import { coordinatorHeaders, type TokenConfig } from './coordinator-token.ts';
import type { NamedProject } from './select-project.ts';

const projectView = z.object({
  id: z.number(),
  name: z.string(),
  address: z.string(),
  namespace_id: z.number(),
  state: z.enum(['waiting', 'indexing', 'ready', 'retrying', 'failed']),
  commit: z.string().nullable(),
  indexed_at: z.string().nullable(),
  task: z
    .object({
      id: z.number(),
      state: z.enum(['pending', 'processing', 'done', 'orphaned', 'skipped', 'failed']),
      retries_left: z.number(),
      error: z.object({ error: z.string(), code: z.string().nullable() }).nullable(),
    })
    .nullable(),
});
export type ProjectView = z.infer<typeof projectView>;
const projectPage = z.object({ projects: z.array(projectView), next: z.number().nullable() });

/** The parts of `GET /api/v1/jobs` that are shown; the statistics are passed on as they are. */
const jobList = z.object({
  jobs: z.array(
    z.object({
      namespace_id: z.number(),
      state: z.enum(jobStates),
      created_at: z.string(),
      progress: z.object({ phase: z.string(), done: z.number(), total: z.number() }),
      statistics: z.unknown(),
    }),
  ),
});
export type JobView = z.infer<typeof jobList>['jobs'][number];

const requestTimeoutMs = 15_000;
/** Of one machine; what is beyond is not listed. */
const projectsMax = 100_000;
const queryTimeoutMs = 60_000;

/** The coordinator's public API, as far as the command line uses it. */
export interface CoordinatorClient {
  register(directory: string, name: string | undefined, signal: AbortSignal): Promise<ProjectView>;
  project(id: number, signal: AbortSignal): Promise<ProjectView>;
  projects(signal: AbortSignal): Promise<ProjectView[]>;
  remove(id: number, signal: AbortSignal): Promise<void>;
  query(id: number, tool: string, args: object, signal: AbortSignal): Promise<QueryResponse>;
}

export function createCoordinatorClient(url: string, config: TokenConfig): CoordinatorClient {
  const base = `${url}/api/v1/projects`;
  const timeoutMs = requestTimeoutMs;
  const send = async (address: string, options: JsonRequest, signal: AbortSignal) =>
    requestJson(address, { ...options, headers: await coordinatorHeaders(config) }, signal);
  return {
    async register(path, name, signal) {
      const body = { path, ...(name === undefined ? {} : { name }) };
      return projectView.parse(await send(base, { body, timeoutMs }, signal));
    },
    async project(id, signal) {
      return projectView.parse(await send(`${base}/${id}`, { timeoutMs }, signal));
    },
    async projects(signal) {
      const projects: ProjectView[] = [];
      for (let after: number | null = 0; after !== null && projects.length < projectsMax;) {
        const page = projectPage.parse(await send(`${base}?after=${after}`, { timeoutMs }, signal));
        projects.push(...page.projects);
        after = page.next;
      }
      return projects;
    },
    async remove(id, signal) {
      await send(`${base}/${id}`, { method: 'DELETE', timeoutMs }, signal);
    },
    async query(id, tool, args, signal) {
      const body = { tool, arguments: args };
      const options = { body, timeoutMs: queryTimeoutMs };
      return (await send(`${base}/${id}/query`, options, signal)) as QueryResponse;
    },
  };
}

/** The newest job of a namespace on the indexer, which alone knows how far it is. */
export async function newestJob(
  indexerUrl: string,
  namespaceId: number,
  signal: AbortSignal,
): Promise<JobView | undefined> {
  const answer = await requestJson(`${indexerUrl}/api/v1/jobs`, { timeoutMs: requestTimeoutMs }, signal);
  const jobs = jobList.parse(answer).jobs.filter((job) => job.namespace_id === namespaceId);
  return jobs.toSorted((a, b) => b.created_at.localeCompare(a.created_at))[0];
}

export function toNamedProject(view: ProjectView): NamedProject {
  const source = view.address.startsWith('file:') ? fileURLToPath(view.address) : view.address;
  return { id: view.id, name: view.name, source };
}
