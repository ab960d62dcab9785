/**
 * Growth: trees of one corpus's real files, of 1,000 to 5,000,000 lines. A tree larger than the corpus holds
 * copies of it, each a program of its own: its directory is named otherwise, and so is the package in what the
 * files import. One smaller holds whole files from the corpus's beginning.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compare } from './compare.ts';
import type { Contender, ContenderName } from './contenders.ts';
import { corpora, type Corpus } from './corpora.ts';
import { corpusDirectory, listSources, measureSources } from './corpus-files.ts';
import type { Bounds } from './measure.ts';
import type { GrowthPoint, GrowthSeries } from './results.ts';

/** `renames`: the name that imports begin with; null where they are relative. */
const sources = [
  { corpus: 'django', renames: /\bdjango\b/g },
  { corpus: 'effect', renames: null },
] as const;

const steps = [1000, 10_000, 100_000, 1_000_000, 5_000_000];
/** Larger trees are measured once: a run of theirs is long enough to be steady. */
const repeatedLinesMax = 100_000;
const repeats = 3;

export async function measureGrowth(
  contenders: ReadonlyMap<ContenderName, Contender>,
  bounds: Bounds,
  onPoint: (language: string, point: GrowthPoint) => void,
): Promise<GrowthSeries[]> {
  const series: GrowthSeries[] = [];
  for (const { corpus: name, renames } of sources) {
    const corpus = corpora.find((candidate) => candidate.name === name)!;
    const from = await corpusDirectory(corpus);
    const points: GrowthPoint[] = [];
    for (const lines of steps) {
      const point = await measurePoint({ corpus, from, renames }, lines, contenders, bounds);
      onPoint(corpus.language, point);
      points.push(point);
    }
    series.push({ language: corpus.language, corpus: `${corpus.package} ${corpus.version}`, points });
  }
  return series;
}

interface TreeSource {
  readonly corpus: Corpus;
  readonly from: string;
  readonly renames: RegExp | null;
}

async function measurePoint(
  source: TreeSource,
  lines: number,
  contenders: ReadonlyMap<ContenderName, Contender>,
  bounds: Bounds,
): Promise<GrowthPoint> {
  const tree = await mkdtemp(join(tmpdir(), 'gkg-growth-'));
  try {
    writeTree(source, tree, lines);
    const size = measureSources(tree, source.corpus.extensions);
    const outcomes = await compare(tree, contenders, lines > repeatedLinesMax ? 1 : repeats, bounds);
    return { lines: size.lines, files: size.files, outcomes: Object.fromEntries(outcomes) };
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

/** Writes whole files until the tree has about so many lines; one that is longer than what is left is passed by. */
function writeTree({ corpus, from, renames }: TreeSource, to: string, lines: number): void {
  const files = listSources(from, corpus.extensions).map((path) => {
    const text = readFileSync(join(from, path), 'utf8');
    return { path, text, lines: text.split('\n').length - 1 };
  });
  let left = lines;
  for (let copy = 1; left > 0; copy++) {
    const name = `${corpus.name}_${String(copy).padStart(3, '0')}`;
    const before = left;
    for (const file of files) {
      if (file.lines > left) continue;
      const target = join(to, name, file.path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, renames === null ? file.text : file.text.replaceAll(renames, name));
      left -= file.lines;
    }
    if (left === before || left < lines / 100) return;
  }
}
