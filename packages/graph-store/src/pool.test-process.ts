import { once } from 'node:events';
import { serveGraphs } from './serve-graphs.ts';

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
  if (name === 'hang') for (;;);
  if (name === 'limits') return limits;
  if (name === 'until aborted') {
    await once(signal, 'abort');
    return args;
  }
  throw new TypeError(`no such call: ${name}`);
});
