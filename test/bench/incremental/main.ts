/**
 * `npm run bench:incremental`: what keeping a graph fresh costs. A node (indexer and webserver, as processes of
 * their own) indexes Django; then files are changed as a person would, and each change is indexed again. The
 * time is that of one request to the indexer with `wait`, which is answered when the new graph is served.
 * docs/benchmarks-incremental.md is written from it.
 *
 *   --rounds n     changes of each kind; 15 by default
 *   --corpus name  another corpus of test/bench/corpora.ts; nothing is written then
 *   --check        compares each graph with a clean build, which takes most of the time, and fails on a goal missed
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { thisMachine } from '../compare.ts';
import { corpora } from '../corpora.ts';
import { corpusDirectory, measureSources } from '../corpus-files.ts';
import { root } from '../../source-files.ts';
import { changeFiles, type ChangeKind, changeKinds } from './change-files.ts';
import { isEqualToCleanBuild } from './clean-build.ts';
import { incrementalDocument, kindTable, type Measured } from './incremental-document.ts';
import { startNode } from './node-processes.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    corpus: { type: 'string', default: 'django' },
    check: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const corpus = corpora.find(({ name }) => name === values.corpus);
  if (corpus === undefined) throw new Error(`There is no corpus ${values.corpus}`);
  const work = mkdtempSync(join(tmpdir(), 'gkg-incremental-'));
  try {
    const source = join(work, corpus.name);
    cpSync(await corpusDirectory(corpus), source, { recursive: true });
    const measured = await measureChanges(source, join(work, 'data'));
    const size = measureSources(source, corpus.extensions);
    process.stdout.write(`${kindTable(measured)}\n`);
    if (corpus.name === 'django') {
      const text = incrementalDocument({ corpus, size, machine: machineText(), measured });
      writeFileSync(join(root, 'docs/benchmarks-incremental.md'), text);
    }
    return values.check && measured.some(({ isMissed, differing }) => isMissed || differing > 0) ? 1 : 0;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function measureChanges(source: string, dataDir: string): Promise<Measured[]> {
  const node = await startNode(dataDir);
  try {
    const first = await node.index(source);
    const measured: Measured[] = [toMeasured('first index', null, [first], 0)];
    for (const kind of changeKinds) {
      const runs = [];
      let differing = 0;
      for (let round = 0; round < Number(values.rounds); round++) {
        changeFiles(source, kind, round);
        runs.push(await node.index(source));
        if (values.check && !(await isEqualToCleanBuild(source, dataDir))) differing++;
      }
      measured.push(toMeasured(kind.name, kind, runs, differing));
    }
    return measured;
  } finally {
    await node.stop();
  }
}

function machineText(): string {
  const { cores, processor, system, node, load } = thisMachine();
  return `${String(cores)} cores (${processor}, ${system}), Node ${node}, load ${String(load)} at the end.`;
}

function toMeasured(
  name: string,
  kind: ChangeKind | null,
  runs: readonly { seconds: number; phases: Readonly<Record<string, number>>; madeFrom: string }[],
  differing: number,
): Measured {
  const times = runs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const median = times[times.length >> 1]!;
  const middle = runs.find(({ seconds }) => seconds === median)!;
  return {
    name,
    goalSeconds: kind?.goalSeconds ?? null,
    isMissed: kind !== null && median > kind.goalSeconds,
    minimum: times[0]!,
    median,
    maximum: times.at(-1)!,
    phases: middle.phases,
    updates: runs.filter(({ madeFrom }) => madeFrom === 'previous').length,
    runs: runs.length,
    isCompared: values.check,
    differing,
  };
}
