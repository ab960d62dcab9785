/**
 * How an expected edge and a found one are held to be the same.
 * - Edges are counted once per pair of ends, however many call sites they have.
 * - An edge to or from a constructor is the edge to or from its class: the suites disagree among
 *   themselves which of the two a `new C()` calls, and some list both.
 * - A function that a suite calls by its position has no name there. Where the graph has a definition that
 *   begins on that line and holds that position (`t.f = () => …`, a method), it is that one. Otherwise an edge
 *   *from* it belongs to the definition around it, or to the module; an edge *to* it has no target in the graph
 *   and is counted apart, not as missing.
 * - In `jelly-micro` what is defined at the very start of a file shares its position with the module, and the
 *   suite gives both the same name: there an edge from the one is an edge from the other.
 * - `jelly-micro` calls a function without a name by the variable that its line declares. The graph has no
 *   definition for such a function, but calls a constant whose value it does not know by the constant's name:
 *   both are counted apart.
 * - A case that expects no edge at all says nothing about calls; what is found in it is counted apart.
 * - Where a case lists no call at module level at all, ours are counted apart, not as false.
 * - Drivers that only trace a suite at run time are not part of a case.
 */
import type { FoundCall, FoundGraph } from './graph-calls.ts';
import { createLabels, isHolder, isModule, type Labels } from './labels.ts';
import { opinionsOn } from './opinions.ts';
import type { ExpectedEdge, SuiteCase } from './suites.ts';

export interface CaseScore {
  readonly case: SuiteCase;
  readonly truePositives: number;
  readonly missing: readonly Mismatch[];
  readonly extra: readonly Mismatch[];
  /** Of these, those that the suite and the source say different things of; see `opinions.ts`. */
  readonly disputed: { readonly missing: number; readonly extra: number };
  /** What the rules above take out of the count. */
  readonly apart: number;
  readonly modes: ReadonlyMap<string, { readonly found: number; readonly expected: number }>;
}

interface Mismatch {
  readonly edge: string;
  readonly note: string;
}

const driver = /(^|\/)driver\.mjs$/;

export function compare(suiteCase: SuiteCase, graph: FoundGraph): CaseScore {
  const labels = createLabels(suiteCase, graph);
  const expected = expectedEdges(suiteCase.edges, labels);
  const calls = graph.calls.filter((call) => !driver.test(call.sourcePath));
  const named = calls.filter((call) => !suiteCase.sharesModulePosition || !isHolder(call.target));
  const counted = named.filter((call) => isCounted(labels.found(call)[0], expected.sources));
  const found = new Map(counted.map((call) => [edgeOf(labels.found(call)), call]));
  const missing = [...expected.byEdge].filter(([edge]) => !found.has(edge));
  const extra = [...found].filter(([edge]) => !expected.byEdge.has(edge));
  const isDisputed = opinionsOn(suiteCase);
  const disputed = (edges: readonly (readonly [string, unknown])[], what: 'missing' | 'extra') =>
    edges.filter(([edge]) => isDisputed(edge, what)).length;
  return {
    case: suiteCase,
    truePositives: expected.byEdge.size - missing.length,
    missing: missing.map(([edge, { mode }]) => ({ edge, note: mode })),
    extra: extra.map(([edge, { line, resolution }]) => ({ edge, note: `line ${line}, ${resolution}` })),
    disputed: { missing: disputed(missing, 'missing'), extra: disputed(extra, 'extra') },
    apart: expected.withoutTarget + (calls.length - counted.length),
    modes: countModes(expected.byEdge, found),
  };
}

function isCounted(source: string, expectedSources: ReadonlySet<string>): boolean {
  if (expectedSources.size === 0) return false;
  return !isModule(source) || [...expectedSources].some(isModule);
}

function expectedEdges(edges: readonly ExpectedEdge[], labels: Labels) {
  const byEdge = new Map<string, ExpectedEdge>();
  const sources = new Set<string>();
  let withoutTarget = 0;
  for (const edge of edges) {
    const source = labels.expectedSource(edge.source);
    const target = labels.expectedTarget(edge.target);
    sources.add(source);
    if (target === null) withoutTarget += 1;
    else byEdge.set(edgeOf([source, target]), edge);
  }
  return { byEdge, sources, withoutTarget };
}

function edgeOf([source, target]: readonly [string, string]): string {
  return `${source} -> ${target}`;
}

function countModes(expected: ReadonlyMap<string, ExpectedEdge>, found: ReadonlyMap<string, FoundCall>) {
  const modes = new Map<string, { found: number; expected: number }>();
  for (const [edge, { mode }] of expected) {
    const count = modes.get(mode) ?? { found: 0, expected: 0 };
    count.expected += 1;
    if (found.has(edge)) count.found += 1;
    modes.set(mode, count);
  }
  return modes;
}
