import { z } from 'zod';
import { grantPermission, listPermissions, revokePermission } from '../permissions.ts';
import { time } from '../project-view.ts';
import { projectByReference } from '../projects.ts';
import { route, type Route } from '../route.ts';
import { userById } from '../users.ts';
import { idParams, projectParams } from './parameters.ts';

const level = z.enum(['read', 'manage']).describe('read: ask. manage: also index, change and remove.');
const permissionView = z.object({ user_id: z.int(), user: z.string(), level, created_at: time });
const oneParams = projectParams.extend({ user: idParams.shape.id });
const path = '/api/v1/projects/:id/permissions';

export const permissionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path,
    summary: 'Who has a permission for a project.',
    access: 'admin',
    params: projectParams,
    answers: { 200: z.object({ permissions: z.array(permissionView) }) },
    errors: ['unknown_project'],
    async handle({ params, principal, coordinator: { db } }) {
      const { id } = await projectByReference(db, principal, params.id);
      return { status: 200, body: { permissions: await listPermissions(db, id) } };
    },
  }),
  route({
    method: 'PUT',
    path: `${path}/:user`,
    summary: 'Give a user a permission for a project.',
    access: 'admin',
    params: oneParams,
    body: z.strictObject({ level }),
    answers: { 204: null },
    errors: ['unknown_project', 'not_found'],
    async handle({ params, body, principal, coordinator: { db }, now }) {
      const { id: projectId } = await projectByReference(db, principal, params.id);
      const { id: userId } = await userById(db, params.user);
      await grantPermission(db, { projectId, userId, level: body.level }, now);
      return { status: 204 };
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/:user`,
    summary: "Take a user's permission for a project away.",
    access: 'admin',
    params: oneParams,
    answers: { 204: null },
    errors: ['unknown_project', 'not_found'],
    async handle({ params, principal, coordinator: { db } }) {
      const { id } = await projectByReference(db, principal, params.id);
      await revokePermission(db, id, params.user);
      return { status: 204 };
    },
  }),
];
