/**
 * `npm run bench:coordinator [-- projects tasks nodes]`: how long the coordinator takes to answer a heartbeat when
 * so many projects are registered and so many tasks lie behind it, and how long a sweep takes that forgets
 * them. Once with the database in the process, once with PostgreSQL where it is installed.
 */
import { performance } from 'node:perf_hooks';
import { sweep } from '../../apps/gkg-coordinator/src/housekeeping.ts';
import { openDatabase } from '../../apps/gkg-coordinator/src/database.ts';
import { heartbeat, startTestCoordinator } from '../../apps/gkg-coordinator/src/test-coordinator.ts';
import { testDatabases, type TestDatabase } from '../../apps/gkg-coordinator/src/test-databases.ts';
import { fillHistory } from '../../apps/gkg-coordinator/src/test-history.ts';
import { testNodeRules } from '../../apps/gkg-coordinator/src/test-node-rules.ts';

const [projects = 100_000, doneTasks = 1_000_000, nodes = 50] = process.argv.slice(2).map(Number);
const heartbeats = 500;
const dayMs = 86_400_000;

const rules = {
  node: testNodeRules,
  task: {
    retriesMax: 3,
    retryDelayMs: 1000,
    timeoutMs: 1000,
    claimMs: 60 * dayMs,
    keptMs: dayMs,
    random: () => 0,
  },
};

for (const database of testDatabases) if (!database.isMissing) await measure(database);

async function measure(database: TestDatabase): Promise<void> {
  const settings = { pollIntervalMs: 0, databaseTimeoutMs: 600_000, heartbeatSaveMs: 0 };
  const coordinator = await startTestCoordinator(database, settings);
  await coordinator.pause(async (config) => {
    const { db, close } = await openDatabase(config);
    await fillHistory(
      db,
      { nodes, projects, doneTasks, pendingTasks: projects / 10 },
      new Date(coordinator.clock),
    );
    await close();
  });
  const times: number[] = [];
  for (let beat = 0; beat < heartbeats; beat += 1) {
    const startedAt = performance.now();
    await coordinator.rails(`node-${1 + (beat % nodes)}`, 'heartbeat', heartbeat({ 'node.concurrency': 8 }));
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  let pruned = 0;
  let sweeps = 0;
  let slowestMs = 0;
  await coordinator.pause(async (config) => {
    const { db, close } = await openDatabase(config);
    for (let last = 1; last > 0; sweeps += 1) {
      const startedAt = performance.now();
      ({ pruned: last } = await sweep(db, new Date(coordinator.clock + 30 * dayMs), rules));
      pruned += last;
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
    await close();
  });
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]?.toFixed(1);
  process.stdout.write(
    `${database.name}: ${projects} projects, ${doneTasks} settled and ${projects / 10} waiting tasks, ${nodes} nodes\n` +
      `  heartbeat ms: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} (${heartbeats} one after the other)\n` +
      `  forgetting: ${pruned} tasks in ${sweeps} sweeps, the slowest ${slowestMs.toFixed(0)} ms\n`,
  );
  await coordinator.stop();
}
