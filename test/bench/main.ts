/**
 * `npm run bench`: time, processor time and memory of `gkg index`, of parsing alone, and of a peer, on real
 * sources in many languages; docs/benchmarks.md is written from it.
 *
 *   --quick           the small corpora once; nothing is written
 *   --corpus name     this one only (may be repeated); nothing is written
 *   --runs n          rounds; 3 by default, 1 for large corpora
 *   --check           fails when a goal is missed
 *   --growth          1,000 to 5,000,000 lines instead, with a plot
 *   --kernel          the Linux kernel instead; --kernel-package names Debian's package of it
 *   --gate            the ratios of the regression gate, recorded where they are lower
 *   --document        the document once more, from what was measured last
 *   --memory-gb n     a process beyond this is ended; 6 for the kernel, else three quarters of the machine's
 */
import { totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { compare, thisMachine } from './compare.ts';
import { type Contender, type ContenderName, contenderNames, createContender } from './contenders.ts';
import { corpora, type Corpus } from './corpora.ts';
import { corpusDirectory, measureSources } from './corpus-files.ts';
import { lowerGate, measureGate } from './gate.ts';
import { missedGoals } from './goals.ts';
import { measureGrowth } from './growth.ts';
import { kernelDirectory, kernelExtensions } from './kernel.ts';
import type { Bounds } from './measure.ts';
import {
  costHeader,
  costRow,
  figuresOf,
  problems,
  seconds,
  textTable,
  timeHeader,
  timeRow,
} from './report.ts';
import { type CorpusResult, keepResults } from './results.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    corpus: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string' },
    check: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    kernel: { type: 'boolean', default: false },
    'kernel-package': { type: 'string', default: 'linux-source-6.1' },
    gate: { type: 'boolean', default: false },
    document: { type: 'boolean', default: false },
    'memory-gb': { type: 'string' },
  },
});

const kernelBytesMax = 6e9;
const timeoutMs = 1_800_000;
/** Others' work changes what a ratio of times on the wall is. */
const quietLoadMax = 1;

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.document) return keepResults({}).then(() => 0);
  if (values.gate) return gate();
  if (values.growth) return growth();
  if (values.kernel) return kernel();
  return comparison();
}

function bounds(residentBytesMax: number): Bounds {
  const given = values['memory-gb'];
  return { timeoutMs, residentBytesMax: given === undefined ? residentBytesMax : Number(given) * 1e9 };
}

function today() {
  return { date: new Date().toISOString().slice(0, 10), machine: thisMachine() };
}

async function comparison(): Promise<number> {
  const chosen = corpora.filter(isChosen);
  if (chosen.length === 0)
    return fail(`There is no such corpus; there are ${corpora.map(({ name }) => name).join(', ')}.`);
  const session = today();
  const contenders = await createContenders(contenderNames);
  const results: CorpusResult[] = [];
  for (const corpus of chosen) {
    const result = await measureCorpus(corpus, contenders, results.length === 0);
    process.stderr.write(`${timeRow(result).join('  ')}\n`);
    results.push(result);
  }
  print(results);
  if (!values.quick && values.corpus.length === 0)
    await keepResults({ comparison: { ...session, corpora: results } });
  const missed = values.check ? results.flatMap(missedGoals) : [];
  for (const goal of missed) process.stdout.write(`missed: ${goal}\n`);
  return missed.length === 0 ? 0 : 1;
}

function isChosen({ name, size }: Corpus): boolean {
  return values.corpus.length > 0 ? values.corpus.includes(name) : !values.quick || size === 'small';
}

/** A contender that cannot be had is a failure in every row, not the end. */
async function createContenders(
  wanted: readonly ContenderName[],
): Promise<ReadonlyMap<ContenderName, Contender>> {
  const contenders = new Map<ContenderName, Contender>();
  for (const name of wanted) {
    try {
      contenders.set(name, await createContender(name));
    } catch (error) {
      contenders.set(name, () => Promise.reject(new Error(`could not be installed: ${reason(error)}`)));
    }
  }
  return contenders;
}

/** The very first runs are not counted: they bring the programs themselves into the system's memory. */
async function measureCorpus(
  corpus: Corpus,
  contenders: ReadonlyMap<ContenderName, Contender>,
  isFirst: boolean,
): Promise<CorpusResult> {
  const { name, language, size } = corpus;
  const rounds = values.quick ? 1 : Number(values.runs ?? (size === 'large' ? 1 : 3));
  const source = `${corpus.package} ${corpus.version}`;
  const result = { name, language, size, source, runs: rounds, problem: null, sources: null, outcomes: {} };
  try {
    const directory = await corpusDirectory(corpus);
    const sources = measureSources(directory, corpus.extensions);
    const within = bounds(totalmem() * 0.75);
    if (isFirst) await compare(directory, contenders, 1, within);
    return {
      ...result,
      sources,
      outcomes: Object.fromEntries(await compare(directory, contenders, rounds, within)),
    };
  } catch (error) {
    return { ...result, problem: reason(error) };
  }
}

async function gate(): Promise<number> {
  const { load } = thisMachine();
  const measured = await measureGate(Number(values.runs ?? 5));
  process.stdout.write(
    `processor time ${measured.cpu?.toFixed(2) ?? '–'}, wall time ${measured.wall.toFixed(2)}\n`,
  );
  if (load > quietLoadMax) return fail(`Not recorded: the machine was busy, with a load of ${String(load)}.`);
  lowerGate(measured);
  return 0;
}

async function growth(): Promise<number> {
  const session = today();
  const contenders = await createContenders(['gkg', 'floor']);
  const series = await measureGrowth(
    contenders,
    bounds(totalmem() * 0.75),
    (language, { lines, outcomes }) => {
      const gkg = figuresOf(outcomes, 'gkg');
      process.stdout.write(`${language}  ${String(lines)} lines  ${seconds(gkg?.wallSeconds)} s\n`);
    },
  );
  await keepResults({ growth: { ...session, series } });
  return 0;
}

async function kernel(): Promise<number> {
  const session = today();
  const { directory, source } = await kernelDirectory(values['kernel-package']);
  const within = bounds(kernelBytesMax);
  const sources = measureSources(directory, kernelExtensions);
  const outcomes = await compare(directory, await createContenders(['gkg', 'floor']), 1, within);
  const result: CorpusResult = {
    name: 'linux',
    language: 'C',
    size: 'large',
    source,
    runs: 1,
    sources,
    problem: null,
    outcomes: Object.fromEntries(outcomes),
  };
  print([result]);
  await keepResults({ kernel: { ...session, result, residentBytesMax: within.residentBytesMax } });
  return 0;
}

function print(results: readonly CorpusResult[]): void {
  process.stdout.write(`seconds\n${textTable([timeHeader, ...results.map(timeRow)])}\n`);
  process.stdout.write(
    `processor seconds, peak memory\n${textTable([costHeader, ...results.map(costRow)])}\n`,
  );
  for (const problem of results.flatMap(problems)) process.stdout.write(`not measured: ${problem}\n`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}
