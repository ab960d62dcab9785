import type { ContainerEffect, Family, LibraryEffect } from '../language.ts';
import { createModules } from './modules.ts';

const element: ContainerEffect = { gives: 'element' };
const itself: ContainerEffect = { gives: 'itself' };
const callsEach: ContainerEffect = { calls: 'element', gives: 'nothing' };

const containerMembers: Readonly<Record<string, ContainerEffect>> = {
  push: { stores: 0 },
  unshift: { stores: 0 },
  add: { stores: 0, gives: 'itself' },
  set: { stores: 1, gives: 'itself' },
  fill: { stores: 0, gives: 'itself' },
  pop: element,
  shift: element,
  at: element,
  get: element,
  find: { calls: 'element', gives: 'element' },
  findLast: { calls: 'element', gives: 'element' },
  filter: { calls: 'element', gives: 'itself' },
  map: { calls: 'element', gives: 'results' },
  flatMap: { calls: 'element', gives: 'results' },
  forEach: callsEach,
  some: callsEach,
  every: callsEach,
  findIndex: callsEach,
  findLastIndex: callsEach,
  sort: { calls: 'element', gives: 'itself' },
  toSorted: { calls: 'element', gives: 'itself' },
  values: itself,
  slice: itself,
  splice: itself,
  reverse: itself,
  toReversed: itself,
  next: itself,
};

/** Functions of the library that call what they are given; the rest is read where it is called. */
const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
  setTimeout: { calls: 0, gives: 'nothing' },
  setInterval: { calls: 0, gives: 'nothing' },
  setImmediate: { calls: 0, gives: 'nothing' },
  queueMicrotask: { calls: 0, gives: 'nothing' },
  requestAnimationFrame: { calls: 0, gives: 'nothing' },
  requestIdleCallback: { calls: 0, gives: 'nothing' },
  'process.nextTick': { calls: 0, gives: 'nothing' },
  structuredClone: { gives: 'argument' },
};

export const ecmascriptFamily: Family = {
  name: 'ecmascript',
  constructors: ['constructor'],
  callOperator: null,
  hasNominalClasses: true,
  explicitReceiver: false,
  containerMembers,
  libraryFunctions,
  moduleName: (path) => path.replace(/(?:\.d)?\.(?:[cm]?[jt]sx?|vue|svelte)$/, ''),
  createModules,
};
