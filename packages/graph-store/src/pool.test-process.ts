import { once } from 'node:events';
import { serveGraphs } from './serve-graphs.ts';

/** Ordering before and after a WITH mostly ends engine 0.19.1 with a signal: it follows a wrong pointer. */
const crashing = `
  MATCH (n:Name)-[:NAMES]->(d:Definition)
  WITH n, d, CASE WHEN n.name = 'a' THEN 0 ELSE 1 END AS rank ORDER BY rank, size(n.name), n.name, d.id LIMIT 20
  RETURN d.id AS id, d.kind AS kind, d.signature AS signature ORDER BY rank, size(n.name), n.name, id`;

/** The graph process of the pool's tests: calls that answer, and calls that misbehave. */
serveGraphs(async ({ graph, manifest, name, args, limits }, signal) => {
  if (name === 'count') {
    const [row] = await graph.query('MATCH (d:Definition) RETURN count(d) AS count', {}, {}, signal);
    return { commit: manifest.commit, count: row?.['count'], pid: process.pid };
  }
  if (name === 'endless') {
    const statement =
      'MATCH (a:Definition), (b:Definition), (c:Definition) WHERE a.id + b.id > c.id RETURN count(*)';
    return graph.query(statement, {}, {}, signal);
  }
  if (name === 'die') process.kill(process.pid, 'SIGKILL');
  if (name === 'segfault') process.kill(process.pid, 'SIGSEGV');
  if (name === 'crash the engine') for (;;) await graph.query(crashing, {}, {}, signal);
  if (name === 'hang') for (;;);
  if (name === 'limits') return limits;
  if (name === 'until aborted') {
    await once(signal, 'abort');
    return args;
  }
  throw new TypeError(`no such call: ${name}`);
});
