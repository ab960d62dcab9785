import type { WitnessFigures } from '../ratchet.ts';
import { table } from '../report.ts';
import type { Corpus } from './corpora.ts';
import type { Disagreement, Verdict } from './judge.ts';

export const witnessHeader = [
  'sources',
  'call sites',
  'found',
  'recall',
  'agree',
  'below',
  'wrong',
  'precision',
  'unjudged',
];

export function witnessRow(name: string, figures: WitnessFigures): string[] {
  return [
    name,
    String(figures.expected),
    String(figures.found),
    `${figures.recall.toFixed(1)} %`,
    String(figures.agreeing),
    String(figures.below),
    String(figures.wrong),
    `${figures.precision.toFixed(1)} %`,
    String(figures.unjudged),
  ];
}

export function witnessTable(figures: Readonly<Record<string, WitnessFigures>>): string {
  return table([witnessHeader, ...Object.entries(figures).map(([name, each]) => witnessRow(name, each))]);
}

export function disagreements({ name }: Corpus, { missing, wrong, unjudged }: Verdict): string {
  const lines = (what: string, all: readonly Disagreement[]) =>
    all.map(({ place, ours, theirs }) => `  ${what}  ${place}\n    ours    ${ours}\n    theirs  ${theirs}\n`);
  const all = [...lines('missing', missing), ...lines('wrong', wrong), ...lines('unjudged', unjudged)];
  return `${name}\n${all.join('')}\n`;
}
