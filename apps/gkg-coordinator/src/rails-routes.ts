import type { HeartbeatResponseBody } from '@gkg/protocol';
import { parseBody, verifyRequestToken } from '@gkg/runtime';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Coordinator } from './coordinator.ts';
import { isFull, nodeByUuid, recordHeartbeat } from './nodes.ts';
import { acceptForms, callbackParams, heartbeatParams } from './rails-params.ts';
import { deliverTasks, pullFrequency } from './task-delivery.ts';
import { settleTask } from './task-settlement.ts';

const nodeParams = z.object({ uuid: z.string().min(1).max(128) });

/** Rails' internal API for nodes (contract sections 1.1 and 1.2), each request with a node's token. */
export function addRailsRoutes(server: FastifyInstance, coordinator: Coordinator): void {
  void server.register(
    (routes, _options, done) => {
      acceptForms(routes);
      routes.addHook('onRequest', async (request) => {
        const secrets = await coordinator.secret.accepted();
        await verifyRequestToken('node_to_rails', request.headers, secrets);
      });
      routes.post('/:uuid/heartbeat', { config: { isRoutine: true } }, async (request) => {
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
  coordinator: Coordinator,
  uuid: string,
  body: unknown,
): Promise<HeartbeatResponseBody> {
  const { db, logger, rules } = coordinator;
  const now = coordinator.now();
  const heartbeat = parseBody(heartbeatParams, body);
  const { node, isNew, isBack } = await recordHeartbeat(db, uuid, heartbeat, now, rules.node);
  if (isNew) logger.info({ node: node.name, node_id: node.id, url: node.index_url }, 'node registered');
  // So that work which waits for it is in this answer already.
  if (isNew || isBack) await coordinator.schedule();
  const tasks = await deliverTasks(db, node, now, rules);
  coordinator.metrics.heartbeats.inc({ node: isNew ? 'new' : 'known' });
  coordinator.metrics.tasksDelivered.inc(tasks.length);
  return {
    id: node.id,
    truncate: isNew,
    tasks,
    pull_frequency: await pullFrequency(db, node, now, coordinator),
    stop_indexing: isFull(node, rules.node),
  };
}

async function takeCallback(
  { db, now, logger, metrics, rules }: Coordinator,
  uuid: string,
  body: unknown,
): Promise<void> {
  const callback = parseBody(callbackParams, body);
  const node = await nodeByUuid(db, uuid);
  const settlement = await settleTask(db, node, callback, now(), rules);
  metrics.tasksSettled.inc({ outcome: settlement });
  const facts = {
    node: node.name,
    task_id: callback.payload['task_id'],
    callback: callback.name,
    settlement,
  };
  if (callback.success) logger.info(facts, 'task succeeded');
  else logger.error({ ...facts, reason: callback.error }, 'task failed');
}
