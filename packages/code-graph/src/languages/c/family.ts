import type { Family } from '../language.ts';
import { containerMembers, libraryFunctions } from './library.ts';
import { createModules } from './modules.ts';

export const cFamily: Family = {
  name: 'c',
  constructors: ['()'],
  callOperator: 'operator()',
  importsAreText: true,
  knowsOutside: true,
  aliasesHoldExamples: true,
  explicitReceiver: false,
  overloading: { joinsInherited: false, roots: [], conversions: {} },
  containerMembers,
  libraryFunctions,
  moduleName: () => '',
  createModules,
};
