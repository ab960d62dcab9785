import { callbackRequest, heartbeatRequest, type HeartbeatResponseBody } from '@gkg/protocol';
import { parseBody, verifyRequestToken } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Coordinator } from './coordinator.ts';
import { isFull, nodeByUuid, recordHeartbeat } from './nodes.ts';
import { placeWaitingProjects } from './placement.ts';
import { deliverTasks } from './task-delivery.ts';
import { settleTask } from './task-settlement.ts';

const nodeParams = z.object({ uuid: z.string().min(1).max(128) });

/** Faster than the usual pace while more tasks wait than one answer may hold; Rails' own value. */
const busyPullFrequency = '500ms';

/** Rails' internal API for nodes (contract sections 1.1 and 1.2), each request with a node's token. */
export function addRailsRoutes(server: FastifyInstance, coordinator: Coordinator): void {
  void server.register(
    (routes, _options, done) => {
      routes.addHook('onRequest', async (request) => {
        await verifyRequestToken('node_to_rails', request.headers, coordinator.secret);
      });
      routes.post('/:uuid/heartbeat', async (request) => {
        const { uuid } = parseBody(nodeParams, request.params);
        return answerHeartbeat(coordinator, uuid, request.body);
      });
      routes.post('/:uuid/callback', async (request, reply) => {
        const { uuid } = parseBody(nodeParams, request.params);
        await takeCallback(coordinator, uuid, request.body);
        return reply.code(202).send({ message: '202 Accepted' });
      });
      done();
    },
    { prefix: '/api/v4/internal/search/zoekt' },
  );
}

async function answerHeartbeat(
  { db, now, logger, pullIntervalMs }: Coordinator,
  uuid: string,
  body: unknown,
): Promise<HeartbeatResponseBody> {
  const { node, isNew } = await recordHeartbeat(db, uuid, parseBody(heartbeatRequest, body), now());
  if (isNew) logger.info({ node: node.name, node_id: node.id, url: node.index_url }, 'node registered');
  await placeWaitingProjects(db, node, now());
  const { tasks, more } = await deliverTasks(db, node, now());
  return {
    id: node.id,
    truncate: isNew,
    tasks,
    pull_frequency: more ? busyPullFrequency : `${pullIntervalMs}ms`,
    stop_indexing: isFull(node),
  };
}

async function takeCallback(
  { db, now, logger, retry }: Coordinator,
  uuid: string,
  body: unknown,
): Promise<void> {
  const callback = parseBody(callbackRequest, body);
  const node = await nodeByUuid(db, uuid);
  const settlement = await settleTask(db, node, callback, now(), retry);
  const facts = { node: node.name, task_id: callback.payload.task_id, callback: callback.name, settlement };
  if (callback.success) logger.info(facts, 'task succeeded');
  else logger.error({ ...facts, reason: callback.error }, 'task failed');
}
