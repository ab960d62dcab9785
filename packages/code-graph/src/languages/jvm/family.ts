import type { Family, Overloading } from '../language.ts';
import { containerMembers } from './container-members.ts';
import { functionMembers, libraryMembers } from './library-members.ts';
import { libraryFunctions } from './library-functions.ts';
import { libraryHierarchy, libraryResults } from './library-classes.ts';
import { constructorName } from './members.ts';
import { createModules, packageOfPath } from './packages.ts';

const wider: Readonly<Record<string, readonly string[]>> = {
  byte: ['short', 'int', 'long', 'float', 'double', 'Byte', 'Number'],
  short: ['int', 'long', 'float', 'double', 'Short', 'Number'],
  char: ['int', 'long', 'float', 'double', 'Character'],
  int: ['long', 'float', 'double', 'Integer', 'Number'],
  long: ['float', 'double', 'Long', 'Number'],
  float: ['double', 'Float', 'Number'],
  double: ['Double', 'Number'],
  boolean: ['Boolean'],
  Byte: ['byte', 'Number'],
  Short: ['short', 'int', 'Number'],
  Character: ['char', 'int'],
  Integer: ['int', 'long', 'float', 'double', 'Number'],
  Long: ['long', 'float', 'double', 'Number'],
  Float: ['float', 'double', 'Number'],
  Double: ['double', 'Number'],
  Boolean: ['boolean'],
  String: ['CharSequence'],
};

function isPrimitive(name: string): boolean {
  return /^[a-z]/.test(name);
}

const overloading: Overloading = {
  joinsInherited: true,
  roots: ['Object', 'Any', 'Serializable', 'Comparable'],
  conversions: {
    ...wider,
    ...Object.fromEntries(
      Object.keys(wider).map((name) => [`${name}[]`, isPrimitive(name) ? [] : ['Object[]']]),
    ),
    Class: ['Type', 'GenericDeclaration', 'AnnotatedElement'],
  },
  above: libraryHierarchy,
};

export const jvmFamily: Family = {
  name: 'jvm',
  constructors: [constructorName],
  callOperator: 'invoke()',
  explicitReceiver: false,
  containerMembers,
  libraryFunctions,
  libraryResults,
  overloading,
  keepsExtensions: true,
  containerType: 'List',
  libraryMembers,
  functionMembers,
  moduleName: packageOfPath,
  createModules,
};
