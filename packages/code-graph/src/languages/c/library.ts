import type { ContainerEffect, LibraryEffect } from '../language.ts';

/** Functions of C's library that programs like to define macros of the same name for. */
const plainFunctions = [
  'assert free malloc calloc realloc strdup memcpy memset memmove memcmp strlen strcmp strncmp strcpy strncpy',
  'strcat strchr strrchr strstr strtol strtoul strtod atoi printf fprintf sprintf snprintf vsnprintf vfprintf puts',
  'putchar fputs fputc fopen fclose fread fwrite fflush fseek ftell fgets exit abort isnan isinf read write open',
  'close getenv time sleep usleep perror rand srand strtold',
]
  .join(' ')
  .split(' ');

/** Algorithms over a pair of iterators, by the place of the function they call. */
const algorithms: Readonly<Record<number, string>> = {
  2: 'for_each find_if find_if_not any_of all_of none_of count_if sort stable_sort remove_if partition generate',
  3: 'transform copy_if accumulate lower_bound upper_bound binary_search replace_if nth_element partial_sort',
};

/** Functions that call what they are given first. */
const callers = ['call_once', 'invoke', 'async', 'thread', 'apply'];

export const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
  ...Object.fromEntries(plainFunctions.map((name) => [name, { gives: 'foreign' } as const])),
  ...Object.fromEntries(
    Object.entries(algorithms).flatMap(([place, names]) =>
      names
        .split(' ')
        .map((name) => [
          `std::${name}`,
          { calls: Number(place), withElementsOf: 0, gives: 'nothing' } as const,
        ]),
    ),
  ),
  ...Object.fromEntries(callers.map((name) => [`std::${name}`, { calls: 0, gives: 'nothing' } as const])),
  qsort: { calls: 3, gives: 'nothing' },
  bsearch: { calls: 4, gives: 'nothing' },
  pthread_create: { calls: 2, gives: 'nothing' },
  atexit: { calls: 0, gives: 'nothing' },
  signal: { calls: 1, gives: 'nothing' },
};

const element = 'front back top at value get operator* value_or pop lock load extract'.split(' ');
const itself =
  'begin end cbegin cend rbegin rend crbegin crend find lower_bound upper_bound equal_range erase insert emplace data first_valid'.split(
    ' ',
  );
const storing = ['push_back', 'push_front', 'push', 'reset', 'store', 'emplace_back', 'assign', 'set_value'];

/** What members of the library's containers, pointers and iterators do with elements. */
export const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  ...Object.fromEntries(element.map((name) => [name, { gives: 'element' } as const])),
  ...Object.fromEntries(itself.map((name) => [name, { gives: 'itself' } as const])),
  ...Object.fromEntries(storing.map((name) => [name, { stores: 0 } as const])),
};
