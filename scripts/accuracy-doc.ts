import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countOpinions, reasons } from '../test/accuracy/opinions.ts';
import { readRatchet } from '../test/accuracy/ratchet.ts';
import { published, share } from '../test/accuracy/report.ts';
import { corpora } from '../test/accuracy/scip/corpora.ts';
import { indexers } from '../test/accuracy/scip/indexers.ts';
import { witnessHeader, witnessRow } from '../test/accuracy/scip/report.ts';
import { markdownTable } from './markdown-table.ts';

const path = join(import.meta.dirname, '../docs/accuracy.md');

/** The document as it is written by hand, with what stands between its markers made anew from the ratchet. */
export function accuracyDoc(): string {
  return readFileSync(path, 'utf8').replaceAll(
    /(<!-- (\w+): generated -->\n)[^]*?(<!-- end -->)/g,
    (_, open: string, name: string, end: string) => `${open}\n${tables[name]?.().join('\n') ?? ''}\n\n${end}`,
  );
}

const tables: Readonly<Record<string, () => string[]>> = {
  suites: suiteTable,
  techniques: techniqueTable,
  opinions: opinionTable,
  typescript: () => witnessTable('typescript'),
  python: () => witnessTable('python'),
};

const percent = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} %`);

function suiteTable(): string[] {
  const rows = Object.entries(readRatchet().families).map(([name, figures]) => [
    name,
    String(figures.expected),
    String(figures.true),
    String(figures.false),
    percent(figures.precision),
    percent(figures.recall),
    percent(figures.receiverTypedRecall),
    percent(figures.undisputedPrecision),
    percent(figures.undisputedRecall),
  ]);
  const header = ['family', 'expected', 'found', 'false', 'precision', 'recall', 'receiver-typed recall'];
  return markdownTable([...header, 'undisputed precision', 'undisputed recall'], rows);
}

function techniqueTable(): string[] {
  const counts = Object.entries(readRatchet().modes).filter(([mode]) => mode !== 'any');
  const rows = counts.map(([mode, { expected, found }]) => [
    mode,
    String(expected),
    String(found),
    percent(share(found, expected)),
    mode === 'receiver-typed' ? percent(published.receiverTypedRecall) : '–',
  ]);
  const sum = (field: 'expected' | 'found') => counts.reduce((total, [, count]) => total + count[field], 0);
  const [expected, found] = [sum('expected'), sum('found')];
  const all = [
    'all',
    String(expected),
    String(found),
    percent(share(found, expected)),
    percent(published.recall),
  ];
  return markdownTable(['technique', 'expected', 'found', 'recall', "the author's tool"], [...rows, all]);
}

function opinionTable(): string[] {
  const keys = Object.keys(reasons) as (keyof typeof reasons)[];
  const rows = keys.map((why) => {
    const count = countOpinions(why);
    return [`\`${why}\``, count === 0 ? 'all of one case' : String(count), reasons[why]];
  });
  return markdownTable(['reason', 'edges', 'meaning'], rows);
}

function witnessTable(language: 'typescript' | 'python'): string[] {
  const { witness } = readRatchet();
  const rows = corpora.flatMap((corpus) => {
    const figures = witness[corpus.name];
    const isOf = corpus.language === language && figures !== undefined;
    return isOf ? [witnessRow(`${corpus.name} ${corpus.version}`, figures)] : [];
  });
  const { name, version } = indexers[language];
  return [`Witness: \`${name}\` ${version}.`, '', ...markdownTable(witnessHeader, rows)];
}
