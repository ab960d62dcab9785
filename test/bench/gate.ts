/**
 * The regression gate: how many times longer `gkg index` takes than parsing alone, on this repository's own
 * sources, which need no network. Ratios of two programs that take turns hold on any machine, and under any load
 * that meets both; processor time more so than time on the wall, which therefore has the wider margin.
 * gate.json keeps the lowest ratios measured so far: `npm run bench -- --gate` lowers them, nothing raises them.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourceFiles } from '../source-files.ts';
import { median } from './compare.ts';
import { createContender } from './contenders.ts';
import type { Bounds, Measurement } from './measure.ts';

export interface GateRatios {
  /** Null where the kernel does not account for processor time. */
  readonly cpu: number | null;
  readonly wall: number;
}

interface Gate {
  readonly recorded: { readonly cpu: number; readonly wall: number };
  /** By how much a ratio may exceed the recorded one. */
  readonly margin: { readonly cpu: number; readonly wall: number };
}

const file = join(import.meta.dirname, 'gate.json');
const bounds: Bounds = { timeoutMs: 120_000, residentBytesMax: 4e9 };

export function readGate(): Gate {
  return JSON.parse(readFileSync(file, 'utf8')) as Gate;
}

/** The medians of the ratios of so many rounds. */
export async function measureGate(rounds: number): Promise<GateRatios> {
  const sources = mkdtempSync(join(tmpdir(), 'gkg-gate-'));
  try {
    copyOwnSources(sources);
    const [gkg, floor] = [await createContender('gkg'), await createContender('floor')];
    await gkg(sources, bounds);
    const pairs: { gkg: Measurement; floor: Measurement }[] = [];
    for (let round = 0; round < rounds; round++) {
      const first = await floor(sources, bounds);
      const second = await gkg(sources, bounds);
      pairs.push({ gkg: second.measurement, floor: first.measurement });
    }
    return ratios(pairs);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}

function ratios(pairs: readonly { gkg: Measurement; floor: Measurement }[]): GateRatios {
  const cpu = pairs.flatMap(({ gkg, floor }) =>
    gkg.cpuSeconds === null || floor.cpuSeconds === null ? [] : [gkg.cpuSeconds / floor.cpuSeconds],
  );
  return {
    cpu: cpu.length === pairs.length ? median(cpu) : null,
    wall: median(pairs.map(({ gkg, floor }) => gkg.wallSeconds / floor.wallSeconds)),
  };
}

function copyOwnSources(to: string): void {
  for (const { path, text } of [...sourceFiles('packages'), ...sourceFiles('apps')]) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  }
}

/** What exceeds its record by more than the margin, a sentence each. */
export function exceeded(measured: GateRatios, { recorded, margin }: Gate): string[] {
  return (['cpu', 'wall'] as const).flatMap((what) => {
    const value = measured[what];
    const most = recorded[what] * (1 + margin[what]);
    if (value === null || value <= most) return [];
    return [
      `${what} time is ${value.toFixed(2)} times that of parsing alone; at most ${most.toFixed(2)} is allowed`,
    ];
  });
}

/** Keeps ratios that are lower than the recorded ones. */
export function lowerGate(measured: GateRatios): void {
  const { recorded, margin } = readGate();
  const lower = (what: 'cpu' | 'wall') =>
    Number(Math.min(recorded[what], measured[what] ?? Infinity).toFixed(2));
  const gate: Gate = { recorded: { cpu: lower('cpu'), wall: lower('wall') }, margin };
  writeFileSync(file, `${JSON.stringify(gate, null, 2)}\n`);
}
