/**
 * The engine alone: the statements that the questions of a tool lead to, one after the other in one process,
 * with nothing around them, and a look-up by key.
 */
import { openGraph, readManifest } from '@gkg/graph-store';
import type { QueryParameters } from '@gkg/graph-store';
import { runTool } from '@gkg/tools';
import { graphFileName } from '@gkg/runtime';
import { join } from 'node:path';
import { distributionOf } from './distribution.ts';
import type { Distribution } from './distribution.ts';
import { questionsFor } from './questions.ts';
import type { Question } from './questions.ts';

export interface RawFigures {
  readonly questions: ReadonlyMap<string, readonly Question[]>;
  /** By name of the questions, the time of all statements of one. */
  readonly byTool: Readonly<Record<string, Distribution>>;
  readonly keyLookUp: Distribution;
}

interface Asked {
  readonly statement: string;
  readonly parameters: QueryParameters | undefined;
}

const byKey =
  'MATCH (d:Definition {id: $id}) RETURN d.id AS id, d.fqn AS fqn, d.kind AS kind, d.start_line AS line';
/** Of a tool whose questions take long, fewer are asked. */
const secondsPerToolMax = 2;

export async function measureEngine(directory: string, poolBytes: number): Promise<RawFigures> {
  const graph = await openGraph(join(directory, graphFileName), { bufferPoolBytes: poolBytes, sessions: 1 });
  const manifest = await readManifest(directory);
  const questions = await questionsFor(graph);
  const statementsOf = async (question: Question): Promise<Asked[]> => {
    const asked: Asked[] = [];
    const recorder = {
      query: (statement: string, parameters?: QueryParameters) => {
        asked.push({ statement, parameters });
        return graph.query(statement, parameters, { timeoutMs: 60_000 });
      },
    };
    await runTool(recorder, manifest, question.tool, question.arguments, { timeoutMs: 60_000 });
    return asked;
  };
  const byTool: Record<string, Distribution> = {};
  for (const [name, list] of questions) byTool[name] = await measureTool(list, statementsOf, runAll);
  const ids = questions.get('get_definition')!.map((question) => question.arguments['definition'] as string);
  const lookUps: number[] = [];
  for (const id of [...ids, ...ids]) lookUps.push(await timed(() => graph.query(byKey, { id })));
  await graph.close();
  return { questions, byTool, keyLookUp: distributionOf(lookUps.slice(ids.length)) };

  async function runAll(asked: readonly Asked[]): Promise<void> {
    for (const { statement, parameters } of asked)
      await graph.query(statement, parameters, { timeoutMs: 60_000 });
  }
}

async function measureTool(
  questions: readonly Question[],
  statementsOf: (question: Question) => Promise<Asked[]>,
  runAll: (asked: readonly Asked[]) => Promise<void>,
): Promise<Distribution> {
  const times: number[] = [];
  const endsAt = performance.now() + secondsPerToolMax * 1000;
  for (const question of questions) {
    const asked = await statementsOf(question);
    times.push(await timed(() => runAll(asked)));
    if (performance.now() > endsAt) break;
  }
  return distributionOf(times);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
