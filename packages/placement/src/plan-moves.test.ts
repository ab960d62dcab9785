import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMoves } from './plan-moves.ts';
import { events, happen, settle, settleOnce, testRules } from './test-events.ts';
import { TestWorld, type TestNode, type TestProject } from './test-world.ts';
import { defaultPlacementRules, type MoveKind, type PlacementRules } from './world.ts';

/** Ticks in which the worlds of these tests come to rest. */
const ticksMax = 300;

function count(moves: readonly { readonly kind: MoveKind }[], kind: MoveKind): number {
  return moves.filter((move) => move.kind === kind).length;
}

test('whatever happens, no move breaks a rule, and the world comes to rest', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(events, (happening) => {
      const world = new TestWorld(testRules);
      for (const event of happening) happen(world, event);
      settle(world, ticksMax);
      expectWanted(world);
    }),
    { numRuns: 1500 },
  );
});

/** At rest: as many replicas as wanted, one that may answer, or no node could take another; none too many. */
function expectWanted(world: TestWorld): void {
  const wrong = world.projects.filter((project) => {
    const counted = project.replicas.filter(({ nodeId, state, isRelocating }) => {
      const { standing, isDraining } = world.node(nodeId);
      return state !== 'leaving' && standing !== 'lost' && !isDraining && !isRelocating;
    });
    const isTooFew = counted.length < project.wanted && hasRoom(world, project);
    const isStranded = !project.replicas.some(({ nodeId, state }) => {
      const { standing } = world.node(nodeId);
      return state !== 'leaving' && standing !== 'missing' && standing !== 'lost';
    });
    const isTooMany = counted.length > project.wanted && world.soundReplicas(project) > project.wanted;
    return isTooFew || isTooMany || (isStranded && hasRoom(world, project));
  });
  expect(wrong).toEqual([]);
}

function hasRoom(world: TestWorld, { replicas, bytes }: TestProject): boolean {
  return world.nodes.some(
    (node) =>
      node.standing === 'serving' &&
      !node.isDraining &&
      !replicas.some(({ nodeId }) => nodeId === node.id) &&
      world.share(node) + bytes / node.totalBytes <= world.rules.highShare,
  );
}

interface Shape {
  readonly sizes: readonly number[];
  readonly nodes: number;
  readonly wanted: number;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }),
  nodes: fc.integer({ min: 3, max: 8 }),
  wanted: fc.integer({ min: 1, max: 2 }),
});

const roomy = 10_000;

function settledWorld(
  { sizes, nodes, wanted }: Shape,
  rules: Partial<PlacementRules> = {},
  totalBytes = roomy,
) {
  const world = new TestWorld({ ...defaultPlacementRules, ...rules });
  for (let index = 0; index < nodes; index += 1) world.addNode(totalBytes);
  for (const bytes of sizes) world.addProject(bytes, wanted);
  const moves = settle(world, ticksMax);
  return { world, moves };
}

test('a first placement begins each replica once, and nothing moves afterwards', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const { world, moves } = settledWorld(shape);
      expect(count(moves, 'add')).toBe(shape.sizes.length * shape.wanted);
      expect(count(moves, 'promote')).toBe(shape.sizes.length);
      expect(count(moves, 'remove')).toBe(0);
      expect(settle(world, 1)).toEqual([]);
    }),
  );
});

test('a node that is away moves primaries only; one that is lost costs what it held, and no more', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, pick) => {
      const { world } = settledWorld(shape);
      const node = world.nodes[pick % world.nodes.length]!;
      const held = world.projects.filter(({ replicas }) => replicas.some(({ nodeId }) => nodeId === node.id));
      const primaries = held.filter(({ primary }) => primary === node.id).length;

      node.standing = 'away';
      const away = settle(world, ticksMax);
      expect(away.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(
        Array.from({ length: shape.wanted > 1 ? primaries : 0 }, () => 'promote primary_away'),
      );

      node.standing = 'lost';
      const lost = settle(world, ticksMax);
      expect(count(lost, 'add')).toBe(held.length);
      expect(count(lost, 'remove')).toBe(held.length);
    }),
  );
});

test('what only missing nodes hold is made once elsewhere, and once too many when they are back', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, pick) => {
      const { world } = settledWorld(shape);
      const gone = [0, 1].map((index) => world.nodes[(pick + index) % world.nodes.length]!);
      const isGone = (nodeId: number) => gone.some(({ id }) => id === nodeId);
      const stranded = world.projects.filter(({ replicas }) =>
        replicas.every(({ nodeId }) => isGone(nodeId)),
      );
      for (const node of gone) node.standing = 'away';
      expect(count(settle(world, ticksMax), 'add')).toBe(0);

      for (const node of gone) node.standing = 'missing';
      const moves = world.carryOut(planMoves(world.snapshot()));
      expect(planMoves(world.snapshot()).flatMap((plan) => plan.moves)).toEqual([]);
      settle(world, ticksMax);
      expect(
        moves.filter(({ kind }) => kind === 'add').map(({ projectId, reason }) => [projectId, reason]),
      ).toEqual(stranded.map(({ id }) => [id, 'stranded']));
      for (const project of stranded) expect(world.soundReplicas(project)).toBe(1);

      for (const node of gone) node.standing = 'serving';
      settle(world, ticksMax);
      for (const { replicas } of world.projects) expect(replicas).toHaveLength(shape.wanted);
    }),
  );
});

test('a drained node ends empty, and each graph that was there is made once elsewhere', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, pick) => {
      const { world } = settledWorld(shape);
      const node = world.nodes[pick % world.nodes.length]!;
      const held = world.projects.flatMap(({ replicas }) =>
        replicas.filter(({ nodeId }) => nodeId === node.id),
      );
      node.isDraining = true;
      const moves = settle(world, ticksMax);
      expect(count(moves, 'add')).toBe(held.length);
      expect(world.share(node)).toBe(0);
      for (const project of world.projects) expect(world.soundReplicas(project)).toBe(shape.wanted);
    }),
  );
});

test('a drain does not wait for a node that is missing', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, pick) => {
      const { world } = settledWorld({ ...shape, nodes: shape.nodes + 1 });
      const [missing, drained] = [0, 1].map((index) => world.nodes[(pick + index) % world.nodes.length]!);
      missing!.standing = 'missing';
      drained!.isDraining = true;
      settle(world, ticksMax);
      expect(world.share(drained!)).toBe(0);
      missing!.standing = 'serving';
      settle(world, ticksMax);
      for (const { replicas } of world.projects) expect(replicas).toHaveLength(shape.wanted);
    }),
  );
});

test('a new node is filled until the world is in balance, and not further', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const placed = shape.sizes.reduce((sum, size) => sum + size, 0) * shape.wanted;
      const totalBytes = (2 * placed) / shape.nodes + 200;
      const { world } = settledWorld(shape, { addsMax: 1 }, totalBytes);
      const node = world.addNode(totalBytes);
      for (let ticks = 0; ticks < 80; ticks += 1) {
        const gap = spread(world);
        const moves = settleOnce(world);
        const filled = moves.filter(({ kind }) => kind === 'add');
        // Each move was called for, and made the new node no fuller than the one it relieved.
        expect(filled.length === 0 || gap > world.rules.balanceShare).toBe(true);
        const sources = moves
          .filter(({ kind }) => kind === 'relocate')
          .map(({ nodeId }) => world.node(nodeId));
        for (const source of sources)
          expect(settled(world, node)).toBeLessThanOrEqual(settled(world, source));
      }
      expect(settle(world, 1)).toEqual([]);
      expect(spread(world) <= world.rules.balanceShare || !canBeNearer(world)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

function settled(world: TestWorld, { id }: TestNode): number {
  const view = world.snapshot().nodes.find((node) => node.id === id)!;
  return (view.usedBytes + view.reservedBytes - view.outgoingBytes) / view.totalBytes;
}

function spread(world: TestWorld): number {
  const shares = world.nodes.map((node) => settled(world, node));
  return Math.max(...shares) - Math.min(...shares);
}

/** Whether a graph could go from a fuller to an emptier node and leave the one as full as the other, or fuller. */
function canBeNearer(world: TestWorld): boolean {
  const emptiest = [...world.nodes].sort((a, b) => settled(world, a) - settled(world, b))[0]!;
  return world.projects.some(
    ({ replicas, bytes }) =>
      !replicas.some(({ nodeId }) => nodeId === emptiest.id) &&
      replicas.some(({ nodeId }) => {
        const gap = settled(world, world.node(nodeId)) - settled(world, emptiest);
        return gap > world.rules.balanceShare && (2 * bytes) / emptiest.totalBytes <= gap - 1e-9;
      }),
  );
}

test('a node over the high watermark is emptied to below the low one, if others have room', () => {
  const { world } = settledWorld(
    { sizes: Array.from({ length: 60 }, () => 10), nodes: 4, wanted: 1 },
    { balanceShare: 1 },
    500,
  );
  const [node] = world.nodes;
  node!.otherBytes = 260;
  expect(world.share(node!)).toBeGreaterThan(world.rules.highShare);
  const moves = settle(world, ticksMax);
  expect(world.share(node!)).toBeLessThanOrEqual(world.rules.lowShare + 10 / 500);
  expect(new Set(moves.filter(({ kind }) => kind === 'add').map(({ reason }) => reason))).toEqual(
    new Set(['watermark']),
  );
});

test('what was to relocate stays if its successor has nowhere to go, and counts again', () => {
  const { world } = settledWorld({ sizes: [10], nodes: 2, wanted: 1 });
  const [project] = world.projects;
  project!.replicas[0]!.isRelocating = true;
  for (const node of world.nodes) node.otherBytes = roomy * world.rules.highShare;
  const [move, ...more] = settle(world, ticksMax);
  expect(more).toEqual([]);
  expect(move).toMatchObject({ kind: 'stay', reason: 'nowhere_to_go' });
});

test('a project that is still being placed is not moved for balance', () => {
  const { world } = settledWorld({ sizes: [200], nodes: 2, wanted: 1 }, { balanceShare: 0.001 });
  const [project] = world.projects;
  project!.wanted = 2;
  world.carryOut(planMoves(world.snapshot()));
  world.addNode(roomy);
  expect(planMoves(world.snapshot())).toEqual([]);
});

test('nodes hold the same projects with many others, so that one that fails is replaced by many', () => {
  const { world } = settledWorld({ sizes: Array.from({ length: 120 }, () => 1), nodes: 8, wanted: 2 });
  const pairs = world.projects.map(({ replicas }) =>
    replicas.map(({ nodeId }) => nodeId).sort((a, b) => a - b),
  );
  expect(new Set(pairs.map(String)).size).toBeGreaterThan(14);
  const primaries = world.nodes.map(
    ({ id }) => world.projects.filter(({ primary }) => primary === id).length,
  );
  expect(Math.max(...primaries)).toBeLessThan(30);
});
