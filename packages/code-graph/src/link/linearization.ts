/** Bases of one class that are put in order as the language does; beyond, they are taken depth first. */
const parentsMax = 100;

/**
 * The classes above one with these parents in the order in which its members are looked up there. It is the C3
 * linearization (Barrett et al. 1996), as Python has it; for single inheritance it is the chain of parents.
 * Where the hierarchy has no such order (or a class is its own ancestor), parents are taken depth first.
 *
 * @param orderOf the same of a parent, and the parent itself in it.
 */
export function linearize(
  parents: readonly number[],
  orderOf: (parent: number) => readonly number[],
): readonly number[] {
  const sequences = [...parents.map((parent) => [...orderOf(parent)]), [...parents]];
  const isPlain = parents.length === 1 || parents.length > parentsMax;
  return (isPlain ? null : mergeC3(sequences)) ?? depthFirst(sequences);
}

function mergeC3(sequences: readonly number[][]): number[] | null {
  const merged: number[] = [];
  let left = sequences.filter((sequence) => sequence.length > 0);
  while (left.length > 0) {
    const next = left.map(([head]) => head!).find((head) => left.every((s) => s.indexOf(head, 1) === -1));
    if (next === undefined) return null;
    merged.push(next);
    left = left.map((s) => (s[0] === next ? s.slice(1) : s)).filter((s) => s.length > 0);
  }
  return merged;
}

function depthFirst(sequences: readonly number[][]): number[] {
  return [...new Set(sequences.flat())];
}
