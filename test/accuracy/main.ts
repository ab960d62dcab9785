/**
 * `npm run accuracy [-- --suites directory --verbose --family name]`: precision and recall of the calls
 * that we find, on suites that others wrote. Without the suites nothing was measured, and that is a failure.
 *
 * `npm run accuracy -- --definitions directory`: functions, methods and classes of a directory, counted
 * against Python's own parser and Babel's.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../source-files.ts';
import { compare, type CaseScore } from './compare.ts';
import type { DefinitionWitness } from './definition-witness.ts';
import { compareWithBabel } from './ecmascript-definitions.ts';
import { findCalls } from './graph-calls.ts';
import { compareWithPython } from './python-definitions.ts';
import { byFamily, familyTable, mismatches, modeTable } from './report.ts';
import { loadCases, type SuiteCase } from './suites.ts';

const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: resolve(root, '../shared/suites') },
    family: { type: 'string' },
    definitions: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

process.exitCode =
  values.definitions === undefined ? await main() : await countDefinitions(values.definitions);

async function main(): Promise<number> {
  const all = loadCases(values.suites);
  const cases = all?.filter(({ family }) => values.family === undefined || family === values.family) ?? [];
  if (cases.length === 0) {
    process.stderr.write(`No suite was found at ${values.suites}: nothing was measured.\n`);
    return 1;
  }
  const scores: CaseScore[] = [];
  for (const suiteCase of cases) scores.push(await score(suiteCase));
  print(scores);
  return 0;
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

async function score(suiteCase: SuiteCase): Promise<CaseScore> {
  return compare(suiteCase, await findCalls(suiteCase.directory));
}

function print(scores: readonly CaseScore[]): void {
  const families = byFamily(scores);
  if (values.verbose) process.stdout.write(`${mismatches(scores)}\n`);
  process.stdout.write(`${modeTable(families)}\n${familyTable(families)}`);
}
