/**
 * `npm run accuracy [-- --suites directory --verbose --family name]`: precision and recall of the calls
 * that we find, on suites that others wrote. Without the suites nothing was measured, and that is a failure.
 *
 * `npm run accuracy -- --scip typescript|python [--corpus name --verbose]`: the same on released sources, against
 * what a SCIP indexer says of them. Packages and indexers are fetched on demand.
 *
 * With `--ratchet` the figures that were measured are written to `ratchet.json`; the tables of
 * `docs/accuracy.md` are made from that by `npm run docs`.
 *
 * `npm run accuracy -- --definitions directory`: functions, methods and classes of a directory, counted
 * against Python's own parser and Babel's.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../source-files.ts';
import type { CaseScore } from './compare.ts';
import type { DefinitionWitness } from './definition-witness.ts';
import { compareWithBabel } from './ecmascript-definitions.ts';
import { compareWithPython } from './python-definitions.ts';
import { falls, familyFiguresOf, readRatchet, updateRatchet, witnessFiguresOf } from './ratchet.ts';
import type { WitnessFigures } from './ratchet.ts';
import { byFamily, type FamilyScore, familyTable, mismatches, modeTable } from './report.ts';
import { techniques, techniqueTable } from './report.ts';
import { type WitnessLanguage, witnessLanguages } from './scip/corpora.ts';
import { scoreCases } from './score-cases.ts';
import { disagreements, witnessTable } from './scip/report.ts';
import { askWitness } from './scip/witness.ts';
import { loadCases } from './suites.ts';

const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: resolve(root, '../shared/suites') },
    family: { type: 'string' },
    definitions: { type: 'string' },
    scip: { type: 'string' },
    corpus: { type: 'string' },
    ratchet: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

function main(): Promise<number> {
  if (values.definitions !== undefined) return countDefinitions(values.definitions);
  return values.scip === undefined ? measureSuites() : compareWithScip(values.scip);
}

async function measureSuites(): Promise<number> {
  const all = loadCases(values.suites);
  const cases = all?.filter(({ family }) => values.family === undefined || family === values.family) ?? [];
  if (cases.length === 0) {
    process.stderr.write(`No suite was found at ${values.suites}: nothing was measured.\n`);
    return 1;
  }
  const scores = await scoreCases(cases);
  print(scores);
  if (values.ratchet) writeSuites(byFamily(scores));
  else for (const line of comparedWithRatchet(byFamily(scores))) process.stdout.write(`${line}\n`);
  return 0;
}

/** Only a run over all families knows all of a technique. */
function writeSuites(families: readonly FamilyScore[]): void {
  updateRatchet({
    families: Object.fromEntries(families.map((family) => [family.family, familyFiguresOf(family)])),
    ...(values.family === undefined ? { modes: techniques(families) } : {}),
  });
}

function comparedWithRatchet(families: readonly FamilyScore[]): string[] {
  const before = readRatchet().families;
  return families.flatMap((family) => {
    const known = before[family.family];
    if (known === undefined) return [`${family.family} is not in the ratchet yet: write it with --ratchet`];
    return falls(family.family, known, familyFiguresOf(family));
  });
}

async function compareWithScip(text: string): Promise<number> {
  const language = witnessLanguages.find((name): name is WitnessLanguage => name === text);
  if (language === undefined) {
    process.stderr.write(`There is no witness for ${text}, only for ${witnessLanguages.join(' and ')}.\n`);
    return 1;
  }
  const figures: Record<string, WitnessFigures> = {};
  for await (const { corpus, verdict } of askWitness(language, values.corpus)) {
    figures[corpus.name] = witnessFiguresOf(verdict);
    if (values.verbose) process.stdout.write(disagreements(corpus, verdict));
  }
  process.stdout.write(witnessTable(figures));
  if (values.ratchet) updateRatchet({ witness: figures });
  return Object.keys(figures).length === 0 ? 1 : 0;
}

async function countDefinitions(directory: string): Promise<number> {
  const python = await compareWithPython(directory);
  if (python === undefined) process.stderr.write('There is no python3 to count with.\n');
  const witnesses = [python, await compareWithBabel(directory)].filter((witness) => witness !== undefined);
  const counted = witnesses.filter(({ expected }) => expected > 0);
  if (counted.length === 0) process.stderr.write('Nothing was counted.\n');
  for (const witness of counted) printWitness(witness);
  return counted.length > 0 && counted.every(({ missing }) => missing.length === 0) ? 0 : 1;
}

function printWitness({ parser, files, expected, missing, extra }: DefinitionWitness): void {
  for (const line of values.verbose ? missing : []) process.stdout.write(`  missing  ${line}\n`);
  for (const line of values.verbose ? extra : []) process.stdout.write(`  extra    ${line}\n`);
  process.stdout.write(
    `${parser}, ${String(files)} files: ${String(expected - missing.length)} of ${String(expected)} ` +
      `definitions found, ${String(extra.length)} others of ours\n`,
  );
}

function print(scores: readonly CaseScore[]): void {
  const families = byFamily(scores);
  if (values.verbose) process.stdout.write(`${mismatches(scores)}\n`);
  process.stdout.write(`${modeTable(families)}\n`);
  process.stdout.write(`${techniqueTable(families)}\n${familyTable(families)}`);
}
