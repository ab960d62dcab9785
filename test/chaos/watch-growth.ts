import { readdirSync } from 'node:fs';
import type { Growth } from './growth.ts';
import type { Node } from './node.ts';
import { childrenOf, figuresOf, figuresOfTree } from './processes.ts';
import type { Run } from './run.ts';

/** How much of its mean each may rise over a run, after the warm-up. */
const allowedRise: Readonly<Record<string, number>> = {
  files: 0.05,
  'webserver descriptors': 0.1,
  // As many as there are questions at a time.
  'webserver sockets': 1,
  'webserver threads': 0.05,
  'webserver memory': 0.1,
  'graph processes descriptors': 0.1,
  'graph processes threads': 0.1,
  'graph processes memory': 0.1,
};

/** Heaps and caches are given room before they are cleaned: over a short run that looks like growth. */
const noiseBytes: Readonly<Record<string, number>> = {
  'webserver memory': 25e6,
  'graph processes memory': 150e6,
};

/** Takes what the webserver and its graph processes hold now, and what lies in the data directory. */
export function sampleNode(growth: Growth, node: Node): void {
  const webserver = node.webserver.pid === undefined ? null : figuresOf(node.webserver.pid);
  const graphProcesses = childrenOf(node.webserver.pid).map(figuresOfTree);
  const sum = (field: 'descriptors' | 'threads' | 'residentBytes') =>
    graphProcesses.reduce((total, figures) => total + figures[field], 0);
  growth.sample({
    files: readdirSync(node.dataDir, { recursive: true }).length,
    'webserver descriptors': webserver?.descriptors ?? 0,
    'webserver sockets': webserver?.sockets ?? 0,
    'webserver threads': webserver?.threads ?? 0,
    'webserver memory': webserver?.residentBytes ?? 0,
    'graph processes descriptors': sum('descriptors'),
    'graph processes threads': sum('threads'),
    'graph processes memory': sum('residentBytes'),
  });
}

/** Shows what was sampled; more growth than is allowed is a violation. */
export function judgeGrowth(run: Run, growth: Growth): void {
  for (const name of growth.names()) {
    const rise = growth.rise(name);
    const [first, last] = [growth.first(name), growth.last(name)].map((value) => shown(name, value));
    run.figures[name] = `${first} to ${last}, ${percent(rise)}`;
    const isNoise = rise * growth.last(name) < (noiseBytes[name] ?? 0);
    if (rise > (allowedRise[name] ?? 0) && !isNoise)
      run.violation(`${name} grew by ${percent(rise)} after the warm-up`);
  }
}

function shown(name: string, value: number): string {
  return name.endsWith('memory') ? `${Math.round(value / 1e6)} MB` : String(value);
}

function percent(part: number): string {
  return `${part < 0 ? '' : '+'}${(part * 100).toFixed(1)} %`;
}
