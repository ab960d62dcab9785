import type { Family, LibraryEffect } from '../language.ts';
import { createModules } from './modules.ts';

const callsThird: LibraryEffect = { calls: 3, gives: 'nothing' };

/** Functions of C's library that programs like to define macros of the same name for. */
const plainFunctions = [
  'assert free malloc calloc realloc strdup memcpy memset memmove memcmp strlen strcmp strncmp strcpy strncpy',
  'strcat strchr strrchr strstr strtol strtoul strtod atoi printf fprintf sprintf snprintf vsnprintf vfprintf puts',
  'putchar fputs fputc fopen fclose fread fwrite fflush fseek ftell fgets exit abort isnan isinf read write open',
  'close getenv time sleep usleep perror rand srand strtold',
]
  .join(' ')
  .split(' ');

const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
  ...Object.fromEntries(plainFunctions.map((name) => [name, { gives: 'foreign' } as const])),
  qsort: callsThird,
  bsearch: { calls: 4, gives: 'nothing' },
  pthread_create: { calls: 2, gives: 'nothing' },
  atexit: { calls: 0, gives: 'nothing' },
  signal: { calls: 1, gives: 'nothing' },
};

export const cFamily: Family = {
  name: 'c',
  constructors: ['()'],
  callOperator: 'operator()',
  importsAreText: true,
  knowsOutside: true,
  explicitReceiver: false,
  overloading: { joinsInherited: false, roots: [], conversions: {} },
  containerMembers: {},
  libraryFunctions,
  moduleName: () => '',
  createModules,
};
