import { createMetrics } from '@gkg/runtime';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';
import { updateFigures } from './figures.ts';
import { openTestDatabase, testDatabases } from './test-databases.ts';
import { fillHistory } from './test-history.ts';
import { testNodeRules } from './test-node-rules.ts';

const start = new Date('2026-01-01T00:00:00Z').getTime();
const [nodes, projects] = [3, 12];

const happenings = fc.record({
  what: fc.nat(6),
  which: fc.nat(projects - 1),
  node: fc.integer({ min: 1, max: nodes }),
  commit: fc.constantFrom('a', 'b', 'c'),
});
type Happening = typeof happenings extends fc.Arbitrary<infer Value> ? Value : never;

describe.each(testDatabases)('on $name', ({ isMissing, ...database }) => {
  describe.skipIf(isMissing)('the figures of projects', () => {
    let opened: Awaited<ReturnType<typeof openTestDatabase>>;
    beforeAll(async () => {
      opened = await openTestDatabase(database);
      await fillHistory(opened.db, { nodes, projects, doneTasks: 0, pendingTasks: 0 }, new Date(start));
    }, 60_000);
    afterAll(() => opened.close());

    test('are what counting all projects says, whatever happens to their replicas', async () => {
      const seen = new Set<string>();
      for (const [step, happening] of fc.sample(happenings, { numRuns: 200, seed: 20261130 }).entries()) {
        await happen(happening, start + step * 1000);
        const figures = await shown(start + step * 1000);
        expect(figures, `step ${step}`).toEqual(await counted(start + step * 1000));
        seen.add(JSON.stringify(figures));
      }
      expect(seen.size).toBeGreaterThan(20);
    }, 60_000);

    /** Something that the coordinator does to the replicas of a project, in as many statements as it does. */
    async function happen({ what, which, node, commit }: Happening, atMs: number): Promise<void> {
      const { rows } = await sql<{ id: number }>`select id from projects order by id`.execute(opened.db);
      const [project, now] = [rows[which]!.id, new Date(atMs)];
      const replica = sql`project_id = ${project} and node_id = ${node}`;
      const statements = [
        [sql`update projects set wanted_commit = ${commit}, wanted_at = ${now} where id = ${project}`],
        [sql`update replicas set commit_id = ${commit} where ${replica}`],
        [sql`update replicas set state = 'pending', is_primary = false where ${replica}`],
        [
          sql`update replicas set is_primary = false where project_id = ${project} and is_primary`,
          sql`update replicas set is_primary = true, state = 'ready' where ${replica}`,
        ],
        [
          sql`insert into replicas (project_id, node_id, namespace_id, state)
            select id, ${node}, namespace_id, 'pending' from projects where id = ${project}
            on conflict (node_id, namespace_id) do nothing`,
        ],
        [sql`delete from replicas where ${replica}`],
        [
          sql`update replicas set state = 'pending_deletion', is_primary = false where project_id = ${project}`,
          sql`delete from projects where id = ${project}`,
          sql`insert into projects (name, address, namespace_id, created_at)
            values (${`new-${atMs}`}, ${`https://git.example/${atMs}`}, ${atMs}::bigint, ${now})`,
        ],
      ];
      for (const statement of statements[what]!) await statement.execute(opened.db);
    }

    async function shown(nowMs: number): Promise<Record<string, number>> {
      const registered = createMetrics('test');
      const metrics = createCoordinatorMetrics(registered);
      await updateFigures({
        db: opened.db,
        metrics,
        now: () => new Date(nowMs),
        rules: { node: testNodeRules },
      });
      const text = await registered.registry.metrics();
      const valueOf = (series: string) => Number(new RegExp(`^${series}.*} (.*)$`, 'm').exec(text)?.[1]);
      return {
        all: valueOf('gkg_coordinator_projects{which="all"'),
        unplaced: valueOf('gkg_coordinator_projects{which="unplaced"'),
        stale: valueOf('gkg_coordinator_projects{which="stale"'),
        staleness: valueOf('gkg_coordinator_staleness_seconds{'),
      };
    }

    async function counted(nowMs: number): Promise<Record<string, number>> {
      const isStale = sql`wanted_commit is not null and wanted_commit is distinct from replicas.commit_id`;
      const { rows } = await sql<Record<string, number>>`
        select count(*)::integer as all, (count(*) filter (
            where not exists (select from replicas where replicas.project_id = projects.id)
          ))::integer as unplaced,
          (count(*) filter (where ${isStale}))::integer as stale,
          coalesce(extract(epoch from ${new Date(nowMs)} - min(wanted_at) filter (where ${isStale})), 0)::float8
            as staleness
        from projects left join replicas on replicas.project_id = projects.id and replicas.is_primary`.execute(
        opened.db,
      );
      return rows[0]!;
    }
  });
});
