import {
  baseStride,
  classStride,
  definitionStride,
  exportStride,
  functionStride,
  importStride,
  linkStride,
  memberStride,
  parameterStride,
  siteStride,
  variableStride,
} from '../facts/facts.ts';
import type { Offsets } from './program.ts';

/** How a column or an operand is made global: shifted by an offset, interned, or left alone. */
export type Shift = keyof Offsets | 'name' | null;

/** The columns of every table, in order. */
export const layouts = {
  definitions: [
    'name',
    'name',
    null,
    'name',
    'definitions',
    null,
    null,
    null,
    null,
    null,
    null,
    'name',
    'name',
    'name',
    null,
    'classes',
    'functions',
  ],
  functions: ['definitions', 'definitions', null, 'classes', 'slots', 'slots', 'parameters', null],
  parameters: ['slots', 'name', null],
  classes: ['definitions', 'bases', null, null, 'name', 'classes'],
  bases: ['classes', 'slots', null, null],
  members: ['classes', 'name', 'definitions', 'slots', null, null],
  variables: ['name', 'slots', 'definitions', 'imports'],
  imports: ['name', 'name', 'name', null, null, 'slots', 'definitions'],
  exports: ['name', 'variables', 'imports', 'slots', 'definitions'],
  sites: [null, null, null, 'functions', 'variables', 'name', 'slots', 'slots', null],
  links: ['definitions', 'name', null, 'name', null, 'slots'],
} as const satisfies Record<string, readonly Shift[]>;

export type TableName = keyof typeof layouts;

/** Words of a row. */
export const strides: Record<TableName, number> = {
  definitions: definitionStride,
  functions: functionStride,
  parameters: parameterStride,
  classes: classStride,
  bases: baseStride,
  members: memberStride,
  variables: variableStride,
  imports: importStride,
  exports: exportStride,
  sites: siteStride,
  links: linkStride,
};

export const tableNames = Object.keys(layouts) as TableName[];
