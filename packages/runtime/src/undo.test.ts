import { expect, test } from 'vitest';
import { createUndo, withUndo } from './undo.ts';

test('a failure gives back what was acquired, last first, and is what the caller sees', async () => {
  const released: string[] = [];
  const work = withUndo(async (undo) => {
    undo.add(() => released.push('first'));
    undo.add(() => Promise.reject(new Error('release failed')));
    undo.add(() => released.push('last'));
    await Promise.reject(new Error('start failed'));
  });
  await expect(work).rejects.toThrow('start failed');
  expect(released).toEqual(['last', 'first']);
});

test('after success the steps wait for their caller', async () => {
  const released: string[] = [];
  const stop = await withUndo((undo) => {
    undo.add(() => released.push('server'));
    return Promise.resolve(undo.run);
  });
  expect(released).toEqual([]);
  await stop();
  expect(released).toEqual(['server']);
});

test('steps run once, all of them, and the first error is thrown', async () => {
  const undo = createUndo();
  let runs = 0;
  undo.add(() => (runs += 1));
  undo.add(() => Promise.reject(new Error('second')));
  undo.add(() => Promise.reject(new Error('first')));
  await expect(undo.run()).rejects.toThrow('first');
  await expect(undo.run()).rejects.toThrow('first');
  expect(runs).toBe(1);
  expect(() => undo.add(() => undefined)).toThrow(/after the steps had run/);
});
