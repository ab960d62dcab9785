import { GkgError } from '@gkg/protocol';
import { z } from 'zod';
import { time } from '../project-view.ts';
import { projectByReference } from '../projects.ts';
import { route, type Route } from '../route.ts';
import { createToken, listTokens, revokeToken } from '../tokens.ts';
import { userById } from '../users.ts';
import { idParams, plainName, projectReference } from './parameters.ts';

const tokenView = z.object({
  id: z.int(),
  public_id: z.string().describe('The part of the token that is no secret.'),
  user_id: z.int(),
  project_id: z.int().nullable(),
  name: z.string(),
  kind: z.enum(['person', 'agent']),
  created_at: time,
  expires_at: time.nullable(),
  revoked_at: time.nullable(),
  last_used_at: time.nullable(),
});

const newToken = z.strictObject({
  name: plainName,
  kind: z
    .enum(['person', 'agent'])
    .default('person')
    .describe('agent: a program works with it by itself, and has a budget of its own on the nodes.'),
  project: projectReference.optional().describe('The only project it shall be good for.'),
  expires_at: time.nullable().default(null),
});

export const tokenRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/users/:id/tokens',
    summary: 'Make a token for a user; it is shown this once.',
    access: 'admin',
    params: idParams,
    body: newToken,
    answers: { 201: tokenView.extend({ token: z.string() }) },
    errors: ['not_found', 'unknown_project'],
    async handle({ params, body, principal, coordinator: { db }, now }) {
      const { id: userId } = await userById(db, params.id);
      const project =
        body.project === undefined ? null : await projectByReference(db, principal, body.project);
      const expiresAt = body.expires_at === null ? null : new Date(body.expires_at);
      if (expiresAt !== null && expiresAt <= now) {
        throw new GkgError('invalid_request', 'expires_at: must be in the future.');
      }
      const wanted = { userId, name: body.name, kind: body.kind, projectId: project?.id ?? null, expiresAt };
      const { token, row } = await createToken(db, wanted, now);
      return { status: 201, body: { ...row, token } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/users/:id/tokens',
    summary: 'The tokens of a user, without their secrets.',
    access: 'admin',
    params: idParams,
    answers: { 200: z.object({ tokens: z.array(tokenView) }) },
    errors: ['not_found'],
    async handle({ params, coordinator: { db } }) {
      await userById(db, params.id);
      return { status: 200, body: { tokens: await listTokens(db, params.id) } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/tokens/:id',
    summary: 'Revoke a token, from the next request on.',
    access: 'admin',
    params: idParams,
    answers: { 204: null },
    errors: ['not_found'],
    async handle({ params, coordinator: { db }, now }) {
      await revokeToken(db, params.id, now);
      return { status: 204 };
    },
  }),
];
