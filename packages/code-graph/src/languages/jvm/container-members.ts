import type { ContainerEffect } from '../language.ts';
import { calledName } from './members.ts';

function all(effect: ContainerEffect, names: string): Record<string, ContainerEffect> {
  return Object.fromEntries(names.split(' ').map((name) => [calledName(name), effect]));
}

/** Members of collections, maps, streams and of what else holds values, in Java's library and in Kotlin's. */
export const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  ...all(
    { gives: 'element' },
    'get next previous remove poll pop peek element first last getFirst getLast removeFirst removeLast pollFirst pollLast peekFirst peekLast orElse orElseThrow take takeFirst firstElement lastElement elementAt getOrDefault put putIfAbsent replace join getNow getAndSet higher lower floor ceiling nextElement getValue getOrNull firstOrNull lastOrNull single singleOrNull getOrElse random removeAt removeLastOrNull removeFirstOrNull elementAtOrNull getOrThrow receive await maxOrNull minOrNull set',
  ),
  ...all(
    { gives: 'itself' },
    'iterator listIterator stream parallelStream subList values descendingIterator descendingSet distinct sorted limit skip collect toList clone headSet tailSet subSet headMap tailMap subMap spliterator sequential parallel unordered findFirst findAny elements asList reversed toMutableList toSet toMutableSet asSequence asIterable drop takeLast dropLast plus minus shuffled filterNotNull distinctUntilChanged asFlow toTypedArray toArray toCollection union intersect subtract orEmpty toSortedSet toHashSet asReversed filterIsInstance',
  ),
  ...all(
    { stores: 0, gives: 'itself' },
    'add addFirst addLast offer offerFirst offerLast push addElement send tryEmit emit',
  ),
  ...all(
    { calls: 'element', gives: 'itself' },
    'filter takeWhile dropWhile peek onEach sortedBy sortedByDescending sortedWith distinctBy filterNot forEach removeIf',
  ),
  ...all(
    { calls: 'element', gives: 'results' },
    'map flatMap mapNotNull mapToObj thenApply mapMulti flatMapTo mapTo',
  ),
  ...all(
    { calls: 'element', gives: 'nothing' },
    'anyMatch allMatch noneMatch ifPresent ifPresentOrElse forEachOrdered mapToInt mapToLong mapToDouble forEachRemaining any all none count sumOf sumBy indexOfFirst indexOfLast partition groupBy associateBy associateWith associate joinToString sort thenAccept sortBy sortWith collectLatest',
  ),
  ...all(
    { calls: 'element', gives: 'element' },
    'find findLast minBy maxBy minByOrNull maxByOrNull maxWith minWith firstNotNullOf firstNotNullOfOrNull',
  ),
};
