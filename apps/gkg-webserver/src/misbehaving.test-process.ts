import { once } from 'node:events';
import { serveGraphs } from '@gkg/graph-store';

/** A graph process whose calls end only when they are told to. */
serveGraphs(async (_call, signal) => {
  await once(signal, 'abort');
  throw signal.reason;
});
