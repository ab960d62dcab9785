/** A graph has few sessions and a bounded line before them: one call must not fill the line. */
const WIDTH = 4;

/** Runs an asynchronous step for each item, a few at a time; results in the order of the items. */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  step: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = Array.from({ length: items.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await step(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WIDTH, items.length) }, lane));
  return results;
}
