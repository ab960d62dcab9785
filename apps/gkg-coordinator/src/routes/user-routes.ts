import { z } from 'zod';
import { time } from '../project-view.ts';
import { route, type Route } from '../route.ts';
import { createUser, listUsers, removeUser, updateUser, userById, type UserRow } from '../users.ts';
import { idParams, nextOf, nextPage, pageQuery, plainName } from './parameters.ts';

const userView = z.object({
  id: z.int(),
  name: z.string(),
  is_admin: z.boolean(),
  is_blocked: z.boolean(),
  requests_per_minute: z.int().nullable(),
  created_at: time,
});

const userValues = {
  is_admin: z.boolean(),
  is_blocked: z.boolean(),
  requests_per_minute: z.int().min(1).max(1_000_000).nullable(),
};
const newUser = z.strictObject({
  name: plainName,
  is_admin: userValues.is_admin.default(false),
  is_blocked: userValues.is_blocked.default(false),
  requests_per_minute: userValues.requests_per_minute.default(null),
});
const userChange = z.strictObject({ name: plainName, ...userValues }).partial();

export const userRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/user',
    summary: 'Who the token is of.',
    access: 'user',
    answers: {
      200: z.object({
        id: z.int().nullable(),
        name: z.string(),
        is_admin: z.boolean(),
        agent: z.string().nullable(),
        project_id: z.int().nullable(),
      }),
    },
    errors: [],
    handle({ principal }) {
      const { userId, name, isAdmin, agent, projectId } = principal;
      const body = { id: userId, name, is_admin: isAdmin, agent, project_id: projectId };
      return Promise.resolve({ status: 200, body });
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/users',
    summary: 'Add a user.',
    access: 'admin',
    body: newUser,
    answers: { 201: userView },
    errors: [],
    async handle({ body, coordinator: { db }, now }) {
      return { status: 201, body: viewOf(await createUser(db, body, now)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/users',
    summary: 'All users.',
    access: 'admin',
    query: pageQuery,
    answers: { 200: z.object({ users: z.array(userView), next: nextPage }) },
    errors: [],
    async handle({ query, coordinator: { db } }) {
      const users = await listUsers(db, query);
      return { status: 200, body: { users: users.map(viewOf), next: nextOf(users, query.limit) } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/users/:id',
    summary: 'One user.',
    access: 'admin',
    params: idParams,
    answers: { 200: userView },
    errors: ['not_found'],
    async handle({ params, coordinator: { db } }) {
      return { status: 200, body: viewOf(await userById(db, params.id)) };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/users/:id',
    summary: 'Change a user; one that is blocked is refused with every token.',
    access: 'admin',
    params: idParams,
    body: userChange,
    answers: { 200: userView },
    errors: ['not_found'],
    async handle({ params, body, coordinator: { db } }) {
      return { status: 200, body: viewOf(await updateUser(db, params.id, body)) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/users/:id',
    summary: 'Forget a user with all tokens and permissions.',
    access: 'admin',
    params: idParams,
    answers: { 204: null },
    errors: ['not_found'],
    async handle({ params, coordinator: { db } }) {
      await removeUser(db, params.id);
      return { status: 204 };
    },
  }),
];

function viewOf({ id, name, is_admin, is_blocked, requests_per_minute, created_at }: UserRow) {
  return { id, name, is_admin, is_blocked, requests_per_minute, created_at };
}
