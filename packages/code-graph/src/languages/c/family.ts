import type { Family, LibraryEffect } from '../language.ts';
import { createModules } from './modules.ts';

const callsThird: LibraryEffect = { calls: 3, gives: 'nothing' };

const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
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
  explicitReceiver: false,
  containerMembers: {},
  libraryFunctions,
  moduleName: () => '',
  createModules,
};
