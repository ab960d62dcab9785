/** The tools of a running node under load, and what it costs to hold many graphs open. */
import { residentOf } from '../process-tree.ts';
import type { Distribution } from './distribution.ts';
import type { LoadReport } from './load-messages.ts';
import type { Question } from './questions.ts';
import { runLoad } from './run-load.ts';
import type { Services } from './services.ts';

export const clientCounts = [1, 8, 64] as const;
export type Path = 'direct' | 'proxy';

export interface ToolFigures {
  readonly name: string;
  readonly engine: Distribution;
  readonly cold: Distribution;
  /** Few questions over and over, direct, with one client. */
  readonly again: Distribution;
  readonly direct: readonly LoadReport[];
  readonly proxy: readonly LoadReport[];
}

const warmNamespace = 1;
const warmUpCalls = 20;
/** About as many as one run asks. */
const questionsPerRun = 450;

export async function measureTool(
  services: Services,
  questions: readonly Question[],
  seconds: number,
): Promise<Pick<ToolFigures, Path | 'again'>> {
  const bodies = questions.map((question) => bodyOf(question, warmNamespace));
  let runs = 0;
  const on = async (path: Path) => {
    const reports: LoadReport[] = [];
    for (const clients of clientCounts) {
      const target = await targetOf(services, path);
      const own = rotated(bodies, questionsPerRun * runs++);
      const shape = { kind: 'clients', clients, seconds } as const;
      reports.push(await runLoad({ ...target, bodies: own, shape, warmUpCalls }));
    }
    return reports;
  };
  const [direct, proxy] = [await on('direct'), await on('proxy')];
  const shape = { kind: 'clients', clients: 1, seconds: seconds / 2 } as const;
  const few = { bodies: bodies.slice(0, warmUpCalls), shape, warmUpCalls };
  const again = await runLoad({ ...(await targetOf(services, 'direct')), ...few });
  return { direct, proxy, again: again.times };
}

/** Each question to a namespace whose graph is not open. */
export async function measureCold(
  services: Services,
  questions: readonly Question[],
  namespaceIds: readonly number[],
): Promise<Distribution> {
  const bodies = namespaceIds.map((id, index) => bodyOf(questions[index % questions.length]!, id));
  const target = await targetOf(services, 'direct');
  return (await runLoad({ ...target, bodies, shape: { kind: 'once' }, warmUpCalls: 0 })).times;
}

export async function measureAtRate(
  services: Services,
  path: Path,
  questions: readonly Question[],
  rate: { readonly perSecond: number; readonly seconds: number },
): Promise<LoadReport> {
  const all = questions.map((question) => bodyOf(question, warmNamespace));
  // From the middle or the end: the beginning was asked tool by tool before.
  const bodies = rotated(all, Math.floor(all.length * (path === 'direct' ? 0.3 : 0.65)));
  const target = await targetOf(services, path);
  return runLoad({ ...target, bodies, shape: { kind: 'rate', ...rate }, warmUpCalls: 200 });
}

/** Opens graphs by telling that they will be asked; the time is that of the whole request. */
export async function measureOpenings(
  services: Services,
  namespaceIds: readonly number[],
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const id of namespaceIds) {
    const startedAt = performance.now();
    const answer = await fetch(`${services.webserver}/api/v1/graph_db/${String(id)}/warm`, {
      method: 'POST',
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`warming answered with ${String(answer.status)}`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** One question to each of many graphs; answers how many were answered wrongly or not at all. */
export async function askEach(
  services: Services,
  namespaceIds: readonly number[],
  question: Question,
): Promise<LoadReport> {
  const bodies = namespaceIds.map((id) => bodyOf(question, id));
  const target = await targetOf(services, 'direct');
  return runLoad({ ...target, bodies, shape: { kind: 'once' }, warmUpCalls: 0 });
}

/** Of the webserver and its graph processes; 0 where the system does not say. */
export function residentBytes(services: Services): number {
  return residentOf(services.webserverPid)?.bytes ?? 0;
}

async function targetOf(services: Services, path: Path) {
  if (path === 'direct') return { origin: services.webserver, path: '/api/v1/query', headers: {} };
  return { origin: services.proxy, path: '/kg/api/v1/query', headers: await services.tokenHeaders() };
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function bodyOf(question: Question, namespaceId: number): string {
  return JSON.stringify({ namespace_id: namespaceId, ...question });
}
