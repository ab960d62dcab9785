import { expect, test } from 'vitest';
import { createFairLine } from './fair-line.ts';

const anyone = () => true;

test('groups take turns, and in a group its members; each member keeps its order', () => {
  const line = lineOf(['a1', 1, 'x'], ['a2', 1, 'x'], ['a3', 1, 'x'], ['b1', 1, 'y'], ['c1', 2, 'x']);
  expect(drain(line)).toEqual(['a1', 'c1', 'b1', 'a2', 'a3']);
});

test('a group that may not go now is passed over and keeps its place', () => {
  const line = lineOf(['a1', 1, 'x'], ['a2', 1, 'x'], ['b1', 2, 'x']);
  expect(line.take((group) => group !== 1)).toBe('b1');
  expect(line.take((group) => group !== 1)).toBeNull();
  expect(drain(line)).toEqual(['a1', 'a2']);
});

test('one that comes late to a long line waits for one turn of the others, not for the line', () => {
  const line = lineOf(...Array.from({ length: 50 }, (_, index) => [`a${index}`, 1, 'x'] as const));
  line.add('late', 1, 'y');
  expect([line.take(anyone), line.take(anyone)]).toEqual(['a0', 'late']);
});

test('what leaves without its turn is gone, and counted no more', () => {
  const line = lineOf(['a1', 1, 'x'], ['a2', 1, 'x'], ['b1', 2, 'x']);
  expect(line.remove('a1')).toBe(true);
  expect(line.remove('a1')).toBe(false);
  expect([line.size(), line.sizeOf(1), line.sizeOf(2), line.sizeOf(3)]).toEqual([2, 1, 1, 0]);
  expect(line.clear()).toEqual(['a2', 'b1']);
  expect([line.size(), line.take(anyone)]).toEqual([0, null]);
});

function lineOf(...things: readonly (readonly [string, number, string])[]) {
  const line = createFairLine<string>();
  for (const [thing, group, member] of things) line.add(thing, group, member);
  return line;
}

function drain(line: ReturnType<typeof lineOf>): string[] {
  const taken: string[] = [];
  for (let next = line.take(anyone); next !== null; next = line.take(anyone)) taken.push(next);
  return taken;
}
