import { expect, test } from 'vitest';
import { createPhaseClock } from './phase-clock.ts';

test('phases follow one another; one that comes again is added up', () => {
  let now = 0;
  const clock = createPhaseClock(() => now);
  const spend = (phase: string, ms: number) => {
    clock.start(phase);
    now += ms;
  };
  spend('load', 1500);
  spend('checkpoint', 250);
  spend('load', 500);
  expect(clock.stop()).toEqual({ load: 2, checkpoint: 0.25 });
  now += 1000;
  expect(clock.stop()).toEqual({ load: 2, checkpoint: 0.25 });
});
