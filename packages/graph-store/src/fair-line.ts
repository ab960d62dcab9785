/**
 * A line of waiting things in which nobody can stand before everybody else: things belong to a group (the
 * namespace) and in it to a member (who asks). The groups take turns, and so do the members of one group; the
 * things of one member keep their order.
 */
export interface FairLine<Thing> {
  add(thing: Thing, group: number, member: string): void;
  /** Takes a thing out of the line without its turn; false when it is not in it. */
  remove(thing: Thing): boolean;
  /** The thing whose turn it is, among the groups that may go now. */
  take(mayGo: (group: number) => boolean): Thing | null;
  size(): number;
  sizeOf(group: number): number;
  clear(): Thing[];
}

interface Group<Thing> {
  size: number;
  readonly members: Map<string, Set<Thing>>;
}

export function createFairLine<Thing>(): FairLine<Thing> {
  const places = new Map<Thing, { readonly group: number; readonly member: string }>();
  // Whose turn is next comes first: a map keeps the order in which its keys were set.
  const groups = new Map<number, Group<Thing>>();

  const remove = (thing: Thing): boolean => {
    const place = places.get(thing);
    const group = place && groups.get(place.group);
    const things = place && group?.members.get(place.member);
    if (place === undefined || group === undefined || things === undefined) return false;
    places.delete(thing);
    things.delete(thing);
    group.size -= 1;
    if (things.size === 0) group.members.delete(place.member);
    if (group.size === 0) groups.delete(place.group);
    return true;
  };
  const takeFrom = (name: number, group: Group<Thing>): Thing | null => {
    for (const [member, things] of group.members) {
      for (const thing of things) {
        toTheEnd(groups, name, group);
        toTheEnd(group.members, member, things);
        remove(thing);
        return thing;
      }
    }
    return null;
  };

  return {
    add(thing, name, member) {
      const group = groups.get(name) ?? { size: 0, members: new Map<string, Set<Thing>>() };
      const things = group.members.get(member) ?? new Set<Thing>();
      groups.set(name, group);
      group.members.set(member, things.add(thing));
      group.size += 1;
      places.set(thing, { group: name, member });
    },
    remove,
    take(mayGo) {
      for (const [name, group] of groups) if (mayGo(name)) return takeFrom(name, group);
      return null;
    },
    size: () => places.size,
    sizeOf: (name) => groups.get(name)?.size ?? 0,
    clear() {
      const things = [...places.keys()];
      groups.clear();
      places.clear();
      return things;
    },
  };
}

function toTheEnd<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
}
