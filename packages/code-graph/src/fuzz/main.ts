import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { allLanguages } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { checkSources, loadSubject, type Subject } from './check-source.ts';
import { mutated, tokenSoup } from './source-arbitraries.ts';

/*
 * npm run fuzz -- --minutes 20 [--corpus DIR]... [--language python]... [--seed 7]
 *
 * Token soup and mutated real files of each language in turn, until the time is over. The smallest input of
 * every failure that is new is written to a directory of its own; the process fails when there was one.
 */

const sourceBytesMax = 12_000;
const sourcesMax = 400;
const runsPerRound = 25;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    corpus: { type: 'string', multiple: true, default: [process.cwd()] },
    language: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

interface Fuzzed {
  readonly language: Language;
  readonly subject: Subject;
  readonly sources: readonly string[];
}

/** Real files of the language, small enough that mutations meet. */
function collectSources(directories: readonly string[], extensions: readonly string[]): string[] {
  const sources: string[] = [];
  const pending = [...directories];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !['node_modules', '.git'].includes(entry.name)) pending.push(path);
      else if (
        entry.isFile() &&
        extensions.includes(extname(path).slice(1)) &&
        statSync(path).size < sourceBytesMax
      )
        sources.push(path);
    }
  }
  const step = Math.max(1, Math.floor(sources.length / sourcesMax));
  return sources
    .sort()
    .filter((_, at) => at % step === 0)
    .slice(0, sourcesMax)
    .map((path) => readFileSync(path, 'utf8'));
}

function arbitraryOf({ subject, language, sources }: Fuzzed, round: number): fc.Arbitrary<string> {
  const { tokens } = subject.parserOf(language);
  if (sources.length === 0 || round % 4 === 0) return tokenSoup(tokens);
  return mutated(sources[(round * 7919) % sources.length]!, tokens);
}

/** One round of one language. @returns the message of a failure and its smallest input. */
function runRound(fuzzed: Fuzzed, round: number, seed: number) {
  const arbitrary = arbitraryOf(fuzzed, round);
  const details = fc.check(
    fc.property(arbitrary, arbitrary, (...sources) => checkSources(fuzzed.subject, sources)),
    { numRuns: runsPerRound, seed: seed + round, interruptAfterTimeLimit: 60_000 },
  );
  if (!details.failed || details.counterexample === null) return undefined;
  const error = details.errorInstance;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: stack.split('\n').slice(0, 4).join('\n'), sources: details.counterexample };
}

const chosen = (await allLanguages()).filter(
  ({ name }) => values.language.length === 0 || values.language.includes(name),
);
const fuzzed: Fuzzed[] = [];
for (const language of chosen) {
  const sources = collectSources(values.corpus, language.extensions);
  fuzzed.push({ language, subject: await loadSubject(language), sources });
}
const seed = Number(values.seed);
const output = mkdtempSync(join(tmpdir(), 'gkg-fuzz-'));
const seen = new Set<string>();
const end = Date.now() + Number(values.minutes) * 60_000;
let round = 0;
const say = (text: string) => process.stdout.write(`${text}\n`);
say(
  `seed ${String(seed)}; ${fuzzed.map(({ language, sources }) => `${language.name} ${String(sources.length)}`).join(', ')}`,
);
for (; Date.now() < end; round++) {
  for (const each of fuzzed) {
    const failure = Date.now() < end ? runRound(each, round, seed) : undefined;
    if (failure === undefined || seen.has(failure.message)) continue;
    seen.add(failure.message);
    const file = join(output, `${each.language.name}-${String(seen.size)}.json`);
    writeFileSync(file, JSON.stringify(failure.sources));
    say(`${each.language.name}, round ${String(round)}: ${failure.message}\n  input: ${file}`);
  }
}
say(`${String(round)} rounds of ${String(runsPerRound)}; ${String(seen.size)} failures`);
process.exitCode = seen.size === 0 ? 0 : 1;
