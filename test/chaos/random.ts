/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Random {
  /** From 0 to `end`, without it. */
  integer(end: number): number;
  pick<Item>(items: readonly Item[]): Item;
  shuffled<Item>(items: readonly Item[]): Item[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (end: number) => Math.floor(next() * end);
  return {
    integer,
    pick(items) {
      if (items.length === 0) throw new Error('There is nothing to pick from.');
      return items[integer(items.length)]!;
    },
    shuffled(items) {
      const mixed = [...items];
      for (let end = mixed.length; end > 1; end -= 1) {
        const other = integer(end);
        [mixed[end - 1], mixed[other]] = [mixed[other]!, mixed[end - 1]!];
      }
      return mixed;
    },
  };
}
