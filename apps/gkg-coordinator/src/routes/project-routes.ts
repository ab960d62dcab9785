import { GkgError } from '@gkg/protocol';
import { z } from 'zod';
import type { Coordinator } from '../coordinator.ts';
import { requireManage } from '../permissions.ts';
import { arrangePolls } from '../polling.ts';
import { owner } from '../principal.ts';
import {
  identifyDirectory,
  identifyGitaly,
  identifyRepository,
  type ProjectIdentity,
} from '../project-address.ts';
import { removeProject, scheduleIndex } from '../project-replicas.ts';
import { projectView, projectViewSchema } from '../project-view.ts';
import { listProjects, projectByReference, setSettings, type ProjectSettings } from '../projects.ts';
import { registerProject } from '../register-project.ts';
import { route, type Route } from '../route.ts';
import { nextOf, nextPage, pageQuery, projectParams } from './parameters.ts';

const gitaly = z.strictObject({
  address: z
    .string()
    .max(1024)
    .regex(
      /^((tcp|tls):\/\/[\w.:[\]-]+|unix:[^\s#?]+|dns:[^\s#?]+)$/,
      'must begin with tcp://, tls://, unix: or dns:',
    ),
  storage: z.string().regex(/^[\w.-]{1,255}$/),
  path: z
    .string()
    .max(1024)
    .regex(/^[@\w][@\w./-]*$/)
    .refine((path) => !path.split('/').includes('..'), 'must not leave the storage'),
  token: z.string().min(1).max(1024).nullable().default(null),
});
const settings = {
  visibility: z.enum(['private', 'public']).optional(),
  poll_seconds: z
    .int()
    .min(0)
    .max(31_536_000)
    .nullable()
    .optional()
    .describe('Time between two looks for a new commit; 0 for never, null for what all have.'),
  replicas_wanted: z
    .int()
    .min(1)
    .max(100)
    .nullable()
    .optional()
    .describe('How many nodes shall hold it; null for as many as of all projects.'),
};
const registration = z.strictObject({
  path: z.string().min(1).max(4096).optional().describe('A directory of the node.'),
  url: z.string().min(1).max(4096).optional().describe('A git repository.'),
  gitaly: gitaly.optional().describe("A repository in GitLab's storage."),
  name: z
    .string()
    .min(1)
    .max(512)
    .refine((name) => !/^\d+$/.test(name), 'must not be a number, since ids are numbers')
    .optional(),
  ...settings,
});
const change = z.strictObject(settings);

export const projectRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/projects',
    summary: 'Register a repository; asked again, index it again.',
    access: 'admin',
    body: registration,
    answers: { 200: projectViewSchema, 201: projectViewSchema },
    errors: ['directory_missing', 'directory_unreadable', 'not_a_directory'],
    async handle({ body, coordinator, now }) {
      const { name, visibility, poll_seconds, replicas_wanted, ...source } = body;
      const { db, rules } = coordinator;
      const { project, created } = await registerProject(db, await identify(source), name, now, rules);
      const view = await changed(coordinator, project.id, { visibility, poll_seconds, replicas_wanted }, now);
      return { status: created ? 201 : 200, body: view };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/projects',
    summary: 'The projects that the user may ask about.',
    access: 'user',
    query: pageQuery,
    answers: { 200: z.object({ projects: z.array(projectViewSchema), next: nextPage }) },
    errors: [],
    async handle({ query, principal, coordinator: { db } }) {
      const projects = await listProjects(db, principal, query);
      return {
        status: 200,
        body: { projects: projects.map(projectView), next: nextOf(projects, query.limit) },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/projects/:id',
    summary: 'One project, by its id or, encoded, by its name.',
    access: 'user',
    params: projectParams,
    answers: { 200: projectViewSchema },
    errors: ['unknown_project'],
    async handle({ params, principal, coordinator: { db } }) {
      return { status: 200, body: projectView(await projectByReference(db, principal, params.id)) };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/projects/:id',
    summary: 'Change who may read a project, and how often it is polled.',
    access: 'user',
    params: projectParams,
    body: change,
    answers: { 200: projectViewSchema },
    errors: ['unknown_project', 'forbidden'],
    async handle({ params, body, principal, coordinator, now }) {
      const project = await managedProject(coordinator.db, principal, params.id);
      return { status: 200, body: await changed(coordinator, project.id, body, now) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/projects/:id',
    summary: 'Forget a project; its graph is deleted.',
    access: 'user',
    params: projectParams,
    answers: { 204: null },
    errors: ['unknown_project', 'forbidden'],
    async handle({ params, principal, coordinator: { db, rules }, now }) {
      const project = await managedProject(db, principal, params.id);
      await removeProject(db, project, now, rules);
      return { status: 204 };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/projects/:id/index',
    summary: 'Index a project again.',
    access: 'user',
    params: projectParams,
    answers: { 202: projectViewSchema },
    errors: ['unknown_project', 'forbidden'],
    async handle({ params, principal, coordinator: { db, rules }, now }) {
      const project = await managedProject(db, principal, params.id);
      return { status: 202, body: projectView(await scheduleIndex(db, project, now, rules)) };
    },
  }),
];

async function changed(
  { db, pollIntervalMs, schedule }: Coordinator,
  id: number,
  settings: ProjectSettings,
  now: Date,
) {
  await setSettings(db, id, settings, now);
  await arrangePolls(db, pollIntervalMs, now, id);
  await schedule();
  return projectView(await projectByReference(db, owner, String(id)));
}

interface GivenSource {
  readonly path?: string | undefined;
  readonly url?: string | undefined;
  readonly gitaly?: z.infer<typeof gitaly> | undefined;
}

async function identify({ path, url, gitaly }: GivenSource): Promise<ProjectIdentity> {
  const given = [path, url, gitaly].filter((source) => source !== undefined);
  if (given.length === 1) {
    if (path !== undefined) return identifyDirectory(path);
    if (url !== undefined) return identifyRepository(url);
    if (gitaly !== undefined) return identifyGitaly(gitaly);
  }
  throw new GkgError('invalid_request', 'body: exactly one of path, url and gitaly is needed.');
}

/** A project of which the caller may also change what is registered. */
async function managedProject(...[db, principal, reference]: Parameters<typeof projectByReference>) {
  const project = await projectByReference(db, principal, reference);
  await requireManage(db, principal, project.id);
  return project;
}
