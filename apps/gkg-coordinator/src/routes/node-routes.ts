import { z } from 'zod';
import { forgetNode } from '../housekeeping.ts';
import { isOnline, listNodes, nodeById, type NodeRow, type NodeRules } from '../nodes.ts';
import { time } from '../project-view.ts';
import { route, type Route } from '../route.ts';
import { idParams } from './parameters.ts';

const nodeViewSchema = z.object({
  id: z.int(),
  uuid: z.string(),
  name: z.string(),
  url: z.string(),
  search_url: z.string(),
  online: z.boolean(),
  services: z.array(z.string()),
  total_bytes: z.int(),
  used_bytes: z.int(),
  indexed_bytes: z.int(),
  concurrency: z.int(),
  task_count: z.int(),
  version: z.string().nullable(),
  schema_version: z.int().nullable(),
  graph_schema_version: z.int().nullable(),
  process_health: z.unknown(),
  last_seen_at: time,
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
    params: idParams,
    answers: { 200: nodeViewSchema },
    errors: ['not_found'],
    async handle({ params, coordinator: { db, rules }, now }) {
      return { status: 200, body: nodeView(await nodeById(db, params.id), now, rules.node) };
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
    async handle({ params, coordinator: { db } }) {
      await forgetNode(db, params.id);
      return { status: 204 };
    },
  }),
];

function nodeView(node: NodeRow, now: Date, rules: NodeRules) {
  const { index_url, created_at: _createdAt, ...rest } = node;
  return { ...rest, url: index_url, online: isOnline(node, now, rules) };
}
