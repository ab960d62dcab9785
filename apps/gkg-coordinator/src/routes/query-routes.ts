import { errorPolicies, type ErrorKind } from '@gkg/protocol';
import { z } from 'zod';
import { callerOf } from '../principal.ts';
import { queryProject } from '../project-query.ts';
import { projectByReference } from '../projects.ts';
import { route, type Route } from '../route.ts';
import { projectParams } from './parameters.ts';

const toolCall = z.strictObject({
  tool: z.string().min(1).max(128),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

/** As the node answers it; `result` has the form of the tool. */
const queryResponse = z.looseObject({
  result: z.unknown(),
  meta: z.looseObject({ commit: z.string().nullable(), complete: z.enum(['exact', 'lower_bound']) }),
});

/** Whatever a node may answer is passed on as it is. */
const nodeErrors = Object.keys(errorPolicies) as ErrorKind[];

export const queryRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/projects/:id/query',
    summary: 'Ask a tool about a project.',
    access: 'user',
    params: projectParams,
    body: toolCall,
    answers: { 200: queryResponse },
    errors: nodeErrors,
    async handle({ params, body, principal, coordinator: { db, client }, correlationId, signal }) {
      // Before any node is asked: may this user ask about this project?
      const project = await projectByReference(db, principal, params.id);
      const context = { caller: callerOf(principal), correlationId };
      return { status: 200, body: await queryProject(db, project, body, client, context, signal) };
    },
  }),
];
