import { GkgError } from '@gkg/protocol';
import { z } from 'zod';
import { requireManage } from '../permissions.ts';
import { identifyDirectory, identifyRepository, type ProjectIdentity } from '../project-address.ts';
import { projectView, projectViewSchema } from '../project-view.ts';
import {
  listProjects,
  projectByReference,
  registerProject,
  removeProject,
  scheduleIndex,
  setVisibility,
} from '../projects.ts';
import { route, type Route } from '../route.ts';
import { nextOf, nextPage, pageQuery, projectParams } from './parameters.ts';

const registration = z.strictObject({
  path: z.string().min(1).max(4096).optional().describe('A directory of the node.'),
  url: z.string().min(1).max(4096).optional().describe('A git repository.'),
  name: z
    .string()
    .min(1)
    .max(512)
    .refine((name) => !/^\d+$/.test(name), 'must not be a number, since ids are numbers')
    .optional(),
  visibility: z.enum(['private', 'public']).optional(),
});
const change = z.strictObject({ visibility: z.enum(['private', 'public']).optional() });

export const projectRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/projects',
    summary: 'Register a repository; asked again, index it again.',
    access: 'admin',
    body: registration,
    answers: { 200: projectViewSchema, 201: projectViewSchema },
    errors: ['directory_missing', 'directory_unreadable', 'not_a_directory'],
    async handle({ body: { name, visibility, ...source }, principal, coordinator: { db, rules }, now }) {
      const { project, created } = await registerProject(db, await identify(source), name, now, rules);
      if (visibility !== undefined) await setVisibility(db, project.id, visibility);
      const body = projectView(await projectByReference(db, principal, String(project.id)));
      return { status: created ? 201 : 200, body };
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
    summary: 'Change who may read a project.',
    access: 'user',
    params: projectParams,
    body: change,
    answers: { 200: projectViewSchema },
    errors: ['unknown_project', 'forbidden'],
    async handle({ params, body, principal, coordinator: { db } }) {
      const project = await projectByReference(db, principal, params.id);
      await requireManage(db, principal, project.id);
      if (body.visibility !== undefined) await setVisibility(db, project.id, body.visibility);
      return { status: 200, body: projectView(await projectByReference(db, principal, String(project.id))) };
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
      const project = await projectByReference(db, principal, params.id);
      await requireManage(db, principal, project.id);
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
      const project = await projectByReference(db, principal, params.id);
      await requireManage(db, principal, project.id);
      return { status: 202, body: projectView(await scheduleIndex(db, project, now, rules)) };
    },
  }),
];

async function identify(source: {
  path?: string | undefined;
  url?: string | undefined;
}): Promise<ProjectIdentity> {
  if (source.path !== undefined && source.url === undefined) return identifyDirectory(source.path);
  if (source.url !== undefined && source.path === undefined) return identifyRepository(source.url);
  throw new GkgError('invalid_request', 'body: exactly one of path and url is needed.');
}
