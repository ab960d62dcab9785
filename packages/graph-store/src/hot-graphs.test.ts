import { expect, test } from 'vitest';
import { createHotGraphs } from './hot-graphs.ts';

test('a namespace that is used again after a while is hot; calls in a row make none hot', () => {
  const { hot, at } = hotGraphs();
  for (const time of [0, 10, 999]) at(time).use(1);
  expect(hot.isHot(1)).toBe(false);
  at(1000).use(1);
  expect(hot.list()).toEqual([1]);
});

test('it is hot until nobody has used it for long', () => {
  const { hot, at } = hotGraphs();
  at(0).warm(1);
  at(9999).use(1);
  expect(at(19_000).isHot(1)).toBe(true);
  expect(at(19_999).isHot(1)).toBe(false);
  at(20_000).use(1);
  expect(hot.isHot(1)).toBe(false);
});

test('a scan over many makes none hot and pushes none out; more hot ones than fit push out the oldest', () => {
  const { hot, at } = hotGraphs();
  at(0).warm(1);
  for (let id = 100; id < 10_000; id += 1) for (let call = 0; call < 5; call += 1) at(500).use(id);
  expect(hot.list()).toEqual([1]);
  for (const id of [2, 3, 4]) hot.warm(id);
  expect(hot.list()).toEqual([4, 3, 2]);
  hot.forget(3);
  expect(hot.list()).toEqual([4, 2]);
});

function hotGraphs() {
  let time = 0;
  const hot = createHotGraphs({ hotMax: 3, againMs: 1000, coolMs: 10_000, now: () => time });
  return { hot, at: (now: number) => ((time = now), hot) };
}
