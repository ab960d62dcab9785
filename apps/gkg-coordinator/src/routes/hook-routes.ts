import { GkgError } from '@gkg/protocol';
import { z } from 'zod';
import { coordinatorMetrics } from '../coordinator-metrics.ts';
import type { Coordinator } from '../coordinator.ts';
import { isOfIndexedBranch, readHookEvent, type HookEvent } from '../hook-event.ts';
import { knowsSecret } from '../hook-secret.ts';
import { createHook, findHook, listHooks, noteHookUse, removeHook, type ShownHook } from '../hooks.ts';
import { requireManage } from '../permissions.ts';
import { time } from '../project-view.ts';
import { projectByReference } from '../projects.ts';
import { notePush } from '../pushes.ts';
import { rawRoute, route, type Route } from '../route.ts';
import { hookKinds } from '../schema.ts';
import { idParams, projectParams } from './parameters.ts';

const hookView = z.object({
  id: z.int(),
  kind: z.enum(hookKinds),
  url: z.string().describe('Where the message goes.'),
  created_at: time,
  last_used_at: time.nullable(),
  last_outcome: z.string().nullable(),
});
const newHook = z.strictObject({
  kind: z
    .enum(hookKinds)
    .describe('gitlab: the secret token. github: the secret of the signature. plain: X-Gkg-Token or Bearer.'),
  secret: z
    .string()
    .regex(/^[\x21-\x7e]{16,256}$/, 'must be 16 to 256 signs without spaces')
    .optional()
    .describe('One is made when none is given; it is shown this once.'),
});
const oneParams = projectParams.extend({ hook: idParams.shape.id });
const path = '/api/v1/projects/:id/hooks';

export const hookRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path,
    summary: 'Add a hook: who knows its secret can say that the project was pushed to.',
    access: 'user',
    params: projectParams,
    body: newHook,
    answers: { 201: hookView.extend({ secret: z.string() }) },
    errors: ['unknown_project', 'forbidden'],
    async handle({ params, body, principal, coordinator, now }) {
      const { db } = coordinator;
      const { id: projectId } = await projectByReference(db, principal, params.id);
      await requireManage(db, principal, projectId);
      const hook = await createHook(db, { projectId, kind: body.kind, secret: body.secret }, now);
      return { status: 201, body: { ...viewOf(hook, coordinator), secret: hook.secret } };
    },
  }),
  route({
    method: 'GET',
    path,
    summary: 'The hooks of a project, without their secrets.',
    access: 'user',
    params: projectParams,
    answers: { 200: z.object({ hooks: z.array(hookView) }) },
    errors: ['unknown_project', 'forbidden'],
    async handle({ params, principal, coordinator }) {
      const { db } = coordinator;
      const { id } = await projectByReference(db, principal, params.id);
      await requireManage(db, principal, id);
      return {
        status: 200,
        body: { hooks: (await listHooks(db, id)).map((hook) => viewOf(hook, coordinator)) },
      };
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/:hook`,
    summary: 'Remove a hook.',
    access: 'user',
    params: oneParams,
    answers: { 204: null },
    errors: ['unknown_project', 'forbidden', 'not_found'],
    async handle({ params, principal, coordinator: { db } }) {
      const { id } = await projectByReference(db, principal, params.id);
      await requireManage(db, principal, id);
      await removeHook(db, id, params.hook);
      return { status: 204 };
    },
  }),
  rawRoute({
    method: 'POST',
    path: '/api/v1/hooks/:hook',
    summary: 'Take the message of a hook; its secret is the permission.',
    access: 'anyone',
    params: z.object({ hook: z.string().min(1).max(128) }),
    answers: {
      202: z.object({
        outcome: z.enum(coordinatorMetrics.hooks.labels.outcome),
        why: z.string().optional(),
      }),
    },
    errors: ['unauthorized', 'rate_limited', 'too_large'],
    async handle({ params, raw, headers, coordinator, now }) {
      const { db, logger } = coordinator;
      const waitSeconds = coordinator.access.takeHook(params.hook);
      if (waitSeconds > 0) {
        const detail = { retry_after_seconds: Math.ceil(waitSeconds) };
        throw new GkgError('rate_limited', 'This hook is called too often.', { detail });
      }
      const hook = await findHook(db, params.hook);
      // Also without a hook the work of a comparison is done: whether there is one is not to be seen.
      const isKnown = knowsSecret(hook?.kind ?? 'github', hook?.secret ?? '', headers, raw);
      if (hook === undefined || !isKnown)
        throw new GkgError('unauthorized', 'Unauthorized: no such hook, or not its secret.');
      const event = readHookEvent(hook.kind, headers, raw);
      const body = await take(coordinator, hook, event, now);
      coordinator.metrics.hooks.inc({ outcome: body.outcome });
      await noteHookUse(db, hook.id, body.outcome, now);
      logger.info({ project_id: hook.project_id, hook_id: hook.id, ...body }, 'hook taken');
      return { status: 202, body };
    },
  }),
];

async function take(
  { db, rules }: Coordinator,
  hook: NonNullable<Awaited<ReturnType<typeof findHook>>>,
  event: HookEvent,
  now: Date,
) {
  if (event.kind === 'ignored') return { outcome: 'ignored' as const, why: event.why };
  if (!isOfIndexedBranch(event, hook)) return { outcome: 'ignored' as const, why: 'another branch' };
  return { outcome: await notePush(db, hook.project_id, event, now, rules) };
}

function viewOf(hook: ShownHook, { publicUrl }: Coordinator) {
  const { id, kind, created_at, last_used_at, last_outcome } = hook;
  return {
    id,
    kind,
    url: `${publicUrl}/api/v1/hooks/${hook.public_id}`,
    created_at,
    last_used_at,
    last_outcome,
  };
}
