/**
 * `npm run bench:serve`: what it takes to answer a tool call on a graph of more than 100,000 definitions, and to
 * hold many graphs open; docs/benchmarks-serve.md is written from it.
 *
 *   --quick           a small graph and short runs; nothing is written
 *   --seconds n       of each run with clients; 1 by default
 *   --check           fails when a goal is missed
 *   --document        the document once more, from what was measured last
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bufferPoolBytes, readManifest } from '@gkg/graph-store';
import { loadConfig } from '@gkg/runtime';
import { thisMachine } from '../compare.ts';
import { corpora } from '../corpora.ts';
import { distributionOf } from './distribution.ts';
import { serveGoals } from './goals.ts';
import { indexCorpus, publishAs } from './graphs.ts';
import {
  askEach,
  measureAtRate,
  measureCold,
  measureOpenings,
  measureTool,
  residentBytes,
  type ToolFigures,
} from './measure-serving.ts';
import { lookUps, type Question } from './questions.ts';
import { measureEngine, type RawFigures } from './raw-engine.ts';
import { keepServeResults, type ManyGraphs, readServeResults, type ServeResults } from './results.ts';
import { startServices } from './services.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '1' },
    check: { type: 'boolean', default: false },
    document: { type: 'boolean', default: false },
  },
});

const scale = values.quick
  ? { large: 'flask', rateSeconds: 3, open: 50, cycle: 100, openMax: 20, rounds: 2, seconds: 0.3 }
  : {
      large: 'homeassistant',
      rateSeconds: 20,
      open: 1000,
      cycle: 1000,
      openMax: 100,
      rounds: 3,
      seconds: Number(values.seconds),
    };
const small = 'flask';
const rate = { perSecond: 200, seconds: scale.rateSeconds };
const coldGraphsPerTool = 3;
const openingsOfLarge = 20;
const firstColdId = 1001;
const firstSmallId = 100_001;

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.document) {
    const results = readServeResults();
    if (results !== null) await keepServeResults(results);
    return results === null ? 1 : 0;
  }
  const work = await mkdtemp(join(tmpdir(), 'gkg-serve-'));
  try {
    const results = await measureAll(work);
    for (const goal of serveGoals(results))
      say(`${goal.isMet ? 'met' : 'missed'}: ${goal.what}: ${goal.measured} (${goal.goal})`);
    if (!values.quick) await keepServeResults(results);
    return values.check && serveGoals(results).some(({ isMet }) => !isMet) ? 1 : 0;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function measureAll(work: string): Promise<ServeResults> {
  const large = await indexCorpus(scale.large, join(work, 'large'));
  const machine = thisMachine();
  const manifest = await readManifest(large);
  const { bufferPoolBytesMin: bytesMin, bufferPoolBytesMax: bytesMax } = loadConfig({});
  say(`engine alone, ${scale.large}`);
  const engine = await measureEngine(large, bufferPoolBytes(manifest.graph_bytes, { bytesMin, bytesMax }));
  const corpus = corpora.find(({ name }) => name === scale.large);
  const served = await measureServed(join(work, 'served'), large, engine);
  const manyGraphs = await measureMany(work);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine,
    graph: {
      source: `${corpus?.package ?? ''} ${corpus?.version ?? ''}`,
      definitions: manifest.counts.nodes['Definition'] ?? 0,
      bytes: manifest.graph_bytes,
    },
    keyLookUp: engine.keyLookUp,
    ...served,
    openings: { ...served.openings, small: manyGraphs.openings },
    manyGraphs: manyGraphs.figures,
  };
}

async function measureServed(dataDir: string, large: string, engine: RawFigures) {
  const coldIds = idsFrom(firstColdId, coldGraphsPerTool * engine.questions.size + openingsOfLarge);
  await publishAs(dataDir, [1, ...coldIds], large);
  const services = await startServices(dataDir, { GKG_OPEN_GRAPHS_MAX: '8' });
  try {
    const tools: ToolFigures[] = [];
    for (const [name, questions] of engine.questions) {
      const cold = await measureCold(services, questions, coldIds.splice(0, coldGraphsPerTool));
      const warm = await measureTool(services, questions, scale.seconds);
      tools.push({ name, engine: engine.byTool[name]!, cold, ...warm });
      say(
        `${name}: engine ${tools.at(-1)!.engine.p50}, direct ${warm.direct[0]!.times.p50}, proxy ${warm.proxy[0]!.times.p50}, cold ${cold.p50}`,
      );
    }
    const mixed = inTurn(lookUps.map((name) => engine.questions.get(name) ?? []));
    const everything = inTurn([...engine.questions.values()]);
    const at = (path: 'direct' | 'proxy', questions: readonly Question[]) =>
      measureAtRate(services, path, questions, rate);
    const [direct, proxy] = [await at('direct', mixed), await at('proxy', mixed)];
    say(`look-ups at ${rate.perSecond}/s: ${JSON.stringify(direct)}`);
    const rates = { ...rate, direct, proxy, everything: await at('direct', everything) };
    const opened = distributionOf(await measureOpenings(services, coldIds));
    return { tools, rate: rates, openings: { large: opened } };
  } finally {
    await services.stop();
  }
}

async function measureMany(work: string) {
  const directory = await indexCorpus(small, join(work, 'small'));
  const { graph_bytes: graphBytes } = await readManifest(directory);
  const dataDir = join(work, 'many');
  const ids = idsFrom(firstSmallId, scale.cycle);
  await publishAs(dataDir, ids, directory);
  const question: Question = { tool: 'search_definitions', arguments: { name: 'request' } };
  const open = ids.slice(0, scale.open);
  say(`${scale.open} open graphs`);
  const settings = {
    GKG_OPEN_GRAPHS_MAX: String(2 * scale.open),
    GKG_GRAPH_PROCESS_BYTES_MAX: String(2 ** 34),
  };
  let services = await startServices(dataDir, settings);
  const before = residentBytes(services);
  const openings = distributionOf(await measureOpenings(services, open));
  await askEach(services, open, question);
  const bytesEach = (residentBytes(services) - before) / open.length;
  await services.stop();
  services = await startServices(dataDir, { GKG_OPEN_GRAPHS_MAX: String(scale.openMax) });
  const rounds: ManyGraphs['cycle']['rounds'][number][] = [];
  for (let round = 0; round < scale.rounds; round += 1) {
    const report = await askEach(services, ids, question);
    rounds.push({ report, residentBytes: residentBytes(services) });
  }
  await services.stop();
  const cycle = { graphs: ids.length, openMax: scale.openMax, rounds };
  return { openings, figures: { open: open.length, graphBytes, bytesEach, cycle } };
}

function idsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function inTurn(lists: readonly (readonly Question[])[]): Question[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
