import { expect, test } from 'vitest';
import { exceeded, measureGate, readGate } from '../bench/gate.ts';

/** Three rounds decide when they pass; only a ratio that exceeds its margin is measured again, for longer. */
test('indexing takes no longer, against parsing alone, than it did', async () => {
  const first = await measureGate(3);
  const gate = readGate();
  const faults = exceeded(first, gate).length === 0 ? [] : exceeded(await measureGate(7), gate);
  expect(faults).toEqual([]);
}, 300_000);
