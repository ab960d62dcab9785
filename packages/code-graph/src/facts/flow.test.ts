import { describe, expect, it } from 'vitest';
import { Flow } from './flow.ts';
import { declareVariable, openScope, type Variable } from './scopes.ts';

/** A flow whose phis are recorded as the set of versions they receive. */
function recorded() {
  const phis = new Map<number, Set<number>>();
  let next = 100;
  const flow = new Flow(
    (versions) => {
      phis.set(next, new Set(versions));
      return next++;
    },
    (phi, version) => phis.get(phi)!.add(version),
  );
  const scope = openScope('function', null, {
    function: 0,
    owner: -1,
    thisSlot: -1,
    returnSlot: -1,
    class: -1,
    module: -1,
    flow,
  });
  const variable = (name: string): Variable => declareVariable(scope, name, 'local');
  /** Every plain version that may reach a read. */
  const reaching = (version: number | undefined, seen = new Set<number>()): number[] => {
    if (version === undefined || seen.has(version)) return [];
    seen.add(version);
    const sources = phis.get(version);
    if (sources === undefined) return [version];
    return [...new Set([...sources].flatMap((source) => reaching(source, seen)))].sort((a, b) => a - b);
  };
  return { flow, variable, reaching };
}

describe('the versions of a variable', () => {
  it('are replaced on a straight line', () => {
    const { flow, variable, reaching } = recorded();
    const x = variable('x');
    flow.write(x, 1);
    flow.write(x, 2);
    expect(reaching(flow.read(x))).toEqual([2]);
  });

  it('of both branches reach what follows them', () => {
    const { flow, variable, reaching } = recorded();
    const x = variable('x');
    flow.branches([() => flow.write(x, 1), () => flow.write(x, 2)]);
    expect(reaching(flow.read(x))).toEqual([1, 2]);
  });

  it('of a branch that returns do not reach what follows', () => {
    const { flow, variable, reaching } = recorded();
    const x = variable('x');
    flow.write(x, 1);
    flow.branches([
      () => {
        flow.write(x, 2);
        flow.end();
      },
      () => undefined,
    ]);
    expect(reaching(flow.read(x))).toEqual([1]);
  });

  it('of a loop body reach its beginning and what follows', () => {
    const { flow, variable, reaching } = recorded();
    const x = variable('x');
    const read: (number | undefined)[] = [];
    flow.write(x, 1);
    flow.loop(() => {
      read.push(flow.read(x));
      flow.write(x, 2);
      read.push(flow.read(x));
    });
    expect(reaching(read[0])).toEqual([1, 2]);
    expect(reaching(read[1])).toEqual([2]);
    expect(reaching(flow.read(x))).toEqual([1, 2]);
  });

  it('of an inner loop reach the beginning of the outer one', () => {
    const { flow, variable, reaching } = recorded();
    const x = variable('x');
    let first: number | undefined;
    flow.write(x, 1);
    flow.loop(() => {
      first = flow.read(x);
      flow.loop(() => flow.write(x, 2));
    });
    expect(reaching(first)).toEqual([1, 2]);
  });

  it('at a break reach what follows the loop', () => {
    const { flow, variable, reaching } = recorded();
    const x = variable('x');
    flow.write(x, 1);
    flow.loop(() => {
      flow.branches([
        () => {
          flow.write(x, 2);
          flow.leaveLoop();
        },
        () => undefined,
      ]);
    });
    expect(reaching(flow.read(x))).toEqual([1, 2]);
  });
});
