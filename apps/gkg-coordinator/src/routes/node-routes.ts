import { z } from 'zod';
import type { Coordinator } from '../coordinator.ts';
import { heldUp, setDraining } from '../drain.ts';
import { forgetNode } from '../housekeeping.ts';
import { listNodes, nodeById, nodeByReference } from '../nodes.ts';
import { nodeView, nodeViewSchema } from '../node-view.ts';
import { route, type Route } from '../route.ts';
import { idParams } from './parameters.ts';

const nodeParams = z.object({
  id: z.string().min(1).max(256).describe('Its id or, encoded, its name.'),
});

const oneNode = nodeViewSchema.extend({
  held_up: z
    .array(
      z.object({
        reason: z.enum(['under_way', 'no_node', 'no_space', 'busy']),
        projects: z.int(),
      }),
    )
    .describe(
      'Of a node that drains: for what its projects wait. under_way: for their successors to be indexed, or for a ' +
        'deletion. no_node, no_space: for another node, or space on one. busy: for their turn.',
    ),
});

export const nodeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/nodes',
    summary: 'The nodes, with what their last heartbeat said.',
    access: 'admin',
    answers: { 200: z.object({ nodes: z.array(nodeViewSchema) }) },
    errors: [],
    async handle({ coordinator: { db, rules }, now }) {
      const nodes = await listNodes(db);
      return { status: 200, body: { nodes: nodes.map((node) => nodeView(node, now, rules.node)) } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/nodes/:id',
    summary: 'One node.',
    access: 'admin',
    params: nodeParams,
    answers: { 200: oneNode },
    errors: ['not_found'],
    async handle({ params, coordinator, now }) {
      const { id } = await nodeByReference(coordinator.db, params.id);
      return { status: 200, body: await shown(coordinator, id, now) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/nodes/:id/drain',
    summary: 'Move all that a node holds to others; GET says when it is empty.',
    access: 'admin',
    params: nodeParams,
    answers: { 202: oneNode },
    errors: ['not_found'],
    async handle({ params, coordinator, now }) {
      return { status: 202, body: await drain(coordinator, params.id, true, now) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/nodes/:id/resume',
    summary: 'Let a node that drains, or is drained, have projects again.',
    access: 'admin',
    params: nodeParams,
    answers: { 200: oneNode },
    errors: ['not_found'],
    async handle({ params, coordinator, now }) {
      return { status: 200, body: await drain(coordinator, params.id, false, now) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/nodes/:id',
    summary: 'Forget a node; its projects move to others. One that still runs comes back empty.',
    access: 'admin',
    params: idParams,
    answers: { 204: null },
    errors: ['not_found'],
    async handle({ params, coordinator: { db, schedule }, now }) {
      await forgetNode(db, params.id, now);
      await schedule();
      return { status: 204 };
    },
  }),
];

async function drain(coordinator: Coordinator, reference: string, isDraining: boolean, now: Date) {
  const { id } = await nodeByReference(coordinator.db, reference);
  await setDraining(coordinator.db, id, isDraining);
  coordinator.logger.info({ node_id: id, draining: isDraining }, 'an admin changed whether a node drains');
  await coordinator.schedule();
  return shown(coordinator, id, now);
}

async function shown({ db, rules }: Coordinator, id: number, now: Date) {
  const node = await nodeById(db, id);
  return { ...nodeView(node, now, rules.node), held_up: node.is_draining ? await heldUp(db, id) : [] };
}
