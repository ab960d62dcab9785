import { join } from 'node:path';
import { graphDir, manifestFileName, readJson } from '@gkg/runtime';

/**
 * When the graph that is built now was finished: now, but later than the one that is served, also when the
 * clock was set back meanwhile, because by this time is known which of two graphs is the newer one.
 */
export async function finishedAt(dataDir: string, namespaceId: number): Promise<string> {
  const file = join(graphDir(dataDir, namespaceId), manifestFileName);
  // One that cannot be read is not served, and nothing has to be later.
  const served = await readJson(file).catch(() => undefined);
  const { finished_at: text } = (served ?? {}) as { finished_at?: unknown };
  const servedMs = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return new Date(Math.max(Date.now(), Number.isNaN(servedMs) ? 0 : servedMs + 1)).toISOString();
}
