import { compareText } from './edges.ts';
import { inTurn } from './in-turn.ts';
import type { ToolContext } from './tool.ts';

/**
 * Everything that can be reached over edges, with the number of steps it takes.
 *
 * The engine's own shortest-path traversal from one key did 10,000 nodes in 3 steps in 30 ms where
 * a breadth-first search with batched statements took 130 ms a step, because a join of a list of keys
 * with an edge table reads the whole table. It is only quick from one start, without properties of the
 * path: a pattern before the recursive one, or `nodes(path)` after it, made it minutes. So a statement
 * says where one start leads, and several starts are merged here.
 */
const REACHED_MAX = 20_000;
export const DEPTH_MAX = 6;

export type Route = 'callers' | 'sure_callers' | 'callees' | 'sure_callees' | 'dependents';

export interface Reached {
  readonly id: string;
  readonly depth: number;
  readonly label: string;
}

export interface Reach {
  /** By depth, then by id. */
  readonly reached: readonly Reached[];
  readonly depths: ReadonlyMap<string, number>;
  readonly capped: boolean;
}

const sure = `(r, n | WHERE r.resolution <> 'dispatch')`;
const dependent = 'CALLS|REFERENCES|EXTENDS|IMPLEMENTS|OVERRIDES';

const patterns: Record<Route, (depth: number) => string> = {
  callers: (depth) => `<-[e:CALLS* SHORTEST 1..${depth}]-(o:Definition:File)`,
  sure_callers: (depth) => `<-[e:CALLS* SHORTEST 1..${depth} ${sure}]-(o:Definition:File)`,
  callees: (depth) => `-[e:CALLS* SHORTEST 1..${depth}]->(o:Definition:ImportedSymbol)`,
  sure_callees: (depth) => `-[e:CALLS* SHORTEST 1..${depth} ${sure}]->(o:Definition:ImportedSymbol)`,
  dependents: (depth) => `<-[e:${dependent}* SHORTEST 1..${depth}]-(o:Definition:File)`,
};

/** The engine takes no parameter for a number of steps: one constant statement for each. */
const statements = new Map(
  Object.entries(patterns).flatMap(([route, pattern]) =>
    Array.from({ length: DEPTH_MAX }, (_, index) => index + 1).map((depth) => {
      const other = route.endsWith('callees') ? 'o.id' : 'coalesce(o.id, o.path)';
      const statement = `
        MATCH (:Definition {id: $id})${pattern(depth)}
        RETURN ${other} AS id, label(o) AS label, length(e) AS depth ORDER BY depth, id LIMIT ${REACHED_MAX}`;
      return [`${route} ${depth}`, statement] as const;
    }),
  ),
);

export async function reachFrom(
  context: ToolContext,
  route: Route,
  starts: readonly string[],
  depth: number,
): Promise<Reach> {
  const statement = statements.get(`${route} ${depth}`) ?? '';
  const parts = await inTurn(starts, (id) => context.rows<Reached>(statement, { id }));
  const depths = new Map(starts.map((id) => [id, 0]));
  const nearest = new Map<string, Reached>();
  for (const row of parts.flat()) {
    if (row.depth >= (depths.get(row.id) ?? Infinity)) continue;
    depths.set(row.id, row.depth);
    nearest.set(row.id, row);
  }
  const reached = [...nearest.values()].sort((a, b) => a.depth - b.depth || compareText(a.id, b.id));
  return { reached, depths, capped: parts.some((part) => part.length === REACHED_MAX) };
}

export function countByDepth(reached: readonly Reached[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { depth } of reached) counts[`depth_${depth}`] = (counts[`depth_${depth}`] ?? 0) + 1;
  return counts;
}

export function cappedReasons(reach: Reach): string[] {
  return reach.capped ? [`counting stopped at ${REACHED_MAX}; a smaller depth is counted fully`] : [];
}
