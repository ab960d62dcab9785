import { z } from 'zod';
import { time } from '../project-view.ts';
import { projectByReference } from '../projects.ts';
import { route, type Route } from '../route.ts';
import { taskStates } from '../schema.ts';
import { listTasks, retryFailedTask, taskById } from '../task-list.ts';
import { idParams, nextPage, projectReference } from './parameters.ts';

const taskViewSchema = z.object({
  id: z.int(),
  task_type: z.enum(['index_graph', 'delete_graph']),
  state: z.enum(taskStates),
  project_id: z.int().nullable(),
  node_id: z.int(),
  node: z.string().nullable().describe('Its name.'),
  namespace_id: z.int(),
  commit: z.string().nullable().describe('What was wanted when it was delivered.'),
  retries_left: z.int(),
  perform_at: time,
  claimed_until: time.nullable(),
  error: z.string().nullable(),
  error_code: z.string().nullable(),
  created_at: time,
  updated_at: time,
});

const taskQuery = z.object({
  state: z.enum(taskStates).optional(),
  project: projectReference.optional(),
  node_id: idParams.shape.id.optional(),
  before: idParams.shape.id.optional().describe('Ids below this one: the `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export const taskRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/tasks',
    summary: 'Tasks, the newest first.',
    access: 'admin',
    query: taskQuery,
    answers: { 200: z.object({ tasks: z.array(taskViewSchema), next: nextPage }) },
    errors: ['unknown_project'],
    async handle({ query, principal, coordinator: { db } }) {
      const { project, ...filter } = query;
      const of = project === undefined ? null : await projectByReference(db, principal, project);
      const tasks = await listTasks(db, { ...filter, projectId: of?.id });
      const next = tasks.length < query.limit ? null : (tasks.at(-1)?.id ?? null);
      return { status: 200, body: { tasks, next } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/tasks/:id',
    summary: 'One task.',
    access: 'admin',
    params: idParams,
    answers: { 200: taskViewSchema },
    errors: ['not_found'],
    async handle({ params, coordinator: { db } }) {
      return { status: 200, body: await taskById(db, params.id) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/tasks/:id/retry',
    summary: 'Try a failed task again, with all its attempts.',
    access: 'admin',
    params: idParams,
    answers: { 202: taskViewSchema },
    errors: ['not_found', 'job_running'],
    async handle({ params, coordinator: { db, rules }, now }) {
      await retryFailedTask(db, params.id, now, rules.task.retriesMax);
      return { status: 202, body: await taskById(db, params.id) };
    },
  }),
];
