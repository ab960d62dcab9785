import {
  classField,
  classStride,
  type Facts,
  functionField,
  functionStride,
  memberField,
  memberStride,
  siteField,
  siteStride,
} from '../facts/facts.ts';
import type { Family } from '../languages/language.ts';
import type { ModuleNames } from './module-names.ts';
import type { Names } from './names.ts';

/** A file to link: its facts and where it is. */
export interface LinkedFile {
  readonly path: string;
  readonly facts: Facts;
}

/** What is left of a file once its facts are the program's. */
export interface ProgramFile {
  readonly path: string;
  readonly packageName: string;
}

/** Where a file's own indexes begin among those of the program. */
export interface Offsets {
  readonly slots: number;
  readonly objects: number;
  readonly definitions: number;
  readonly functions: number;
  readonly parameters: number;
  readonly classes: number;
  readonly bases: number;
  readonly members: number;
  readonly variables: number;
  readonly imports: number;
  readonly exports: number;
  readonly sites: number;
  /** In words. */
  readonly operations: number;
  readonly links: number;
}

/**
 * All files of one family with their indexes made global: rows of every table are concatenated, and
 * slots, functions, classes, objects and names in them are numbers of the program.
 */
export interface Program {
  readonly family: Family;
  readonly files: readonly ProgramFile[];
  readonly offsets: readonly Offsets[];
  /** One past the last index of each table. */
  readonly totals: Offsets;
  readonly names: Names;
  readonly fileOfDefinition: Int32Array;
  readonly fileOfImport: Int32Array;
  readonly fileOfSite: Int32Array;
  readonly definitions: Int32Array;
  readonly functions: Int32Array;
  readonly parameters: Int32Array;
  readonly classes: Int32Array;
  readonly bases: Int32Array;
  readonly members: Int32Array;
  readonly variables: Int32Array;
  readonly imports: Int32Array;
  readonly exports: Int32Array;
  readonly sites: Int32Array;
  readonly operations: Int32Array;
  readonly links: Int32Array;
  /** The definition that each stands for: itself, or what it declares. */
  readonly standIn: Int32Array;
  /** A declaration of each definition elsewhere, or -1. */
  readonly declaredBy: Int32Array;
  /** The class that each class row is a part of: itself, or the first of the same global name. */
  readonly wholeClass: Int32Array;
  /** The module that each import means: a file index, an index beyond for a package without a file, or -1. */
  readonly importedModule: Int32Array;
  readonly modules: ModuleNames;
}

/** The receiver kind, class and slots of a function by name of the column. */
export function functionColumn(program: Program, fn: number, field: keyof typeof functionField): number {
  return program.functions[fn * functionStride + functionField[field]]!;
}

export function siteColumn(program: Program, site: number, field: keyof typeof siteField): number {
  return program.sites[site * siteStride + siteField[field]]!;
}

/** The definition of a member, or -1. */
export function memberDefinition(program: Program, row: number): number {
  return program.members[row * memberStride + memberField.definition]!;
}

/** The definition of a class, or -1. */
export function classDefinition(program: Program, cls: number): number {
  return program.classes[cls * classStride + classField.definition]!;
}
