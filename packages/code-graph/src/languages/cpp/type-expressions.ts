import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { bareName } from '../c/declarators.ts';
import { localVariable, readNameOutside } from '../c/names.ts';
import { firstPart, kindOf, parts } from '../c/parts.ts';
import { isPlainType } from '../c/plain-types.ts';
import { openType, plainType, type Reading, type TypeMeaning } from '../c/reading.ts';
import { ofClass, readTagName, type TypeReader, typeReaders as ofC } from '../c/type-expressions.ts';
import { instantiate } from './library-types.ts';
import { readPath } from './qualified-names.ts';

/** How each kind of type is read. */
export const typeReaders: Readonly<Record<string, TypeReader>> = {
  ...ofC,
  class_specifier: readClassType,
  struct_specifier: readClassType,
  union_specifier: readClassType,
  qualified_identifier: readQualifiedType,
  template_type: readTemplateType,
  template_function: readTemplateType,
  placeholder_type_specifier: () => openType,
  auto: () => openType,
  decltype: readDecltype,
  dependent_type: readFirst,
  dependent_name: readFirst,
  type_identifier: readTypeName,
  namespace_identifier: readTypeName,
  number_literal: () => plainType,
  string_literal: () => plainType,
  true: () => plainType,
  false: () => plainType,
  parameter_pack_expansion: readFirst,
};

/** A name that only an instantiation gives a meaning holds whatever is put there. */
function readTypeName(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const name = tree.text(node);
  const local = localVariable(reading, name);
  if (local !== undefined && local.versions.length === 0 && reading.typeParameters.has(local))
    return openType;
  if (local === undefined && isPlainType(name)) return plainType;
  if (local !== undefined || reading.scope.prefixes.length > 4) {
    return ofClass(readNameOutside(reading, name, node, 'type'));
  }
  return ofClass(readTagName(reading, 'struct', node));
}

function readClassType(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  if (tree.child(node, 'body') !== noNode) return ofClass(reading.record(node, noNode));
  const name = tree.child(node, 'name');
  if (name === noNode) return plainType;
  if (kindOf(tree, name) !== 'type_identifier') return reading.type(name);
  return ofClass(readTagName(reading, kindOf(tree, node) === 'union_specifier' ? 'union' : 'struct', name));
}

function readQualifiedType(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const { outside, last, path, isDependent } = readPath(reading, node);
  const template = kindOf(tree, last) === 'template_type' || kindOf(tree, last) === 'template_function';
  const given = template ? argumentTypes(reading, last) : [];
  if (isDependent) return openType;
  if (isPlainType(path)) return plainType;
  const type = path.startsWith('std::') ? ofLibrary(reading, path) : ofClass(ofOwn(reading, outside, last));
  return given.length === 0 ? type : instantiate(reading, path, type, given);
}

function ofOwn({ facts }: Reading, outside: string, at: Node): Slot {
  const space = outside.indexOf(' ');
  const own = facts.find(space === -1 ? outside : outside.slice(0, space));
  return own === undefined ? facts.read(outside, at, 'type') : facts.readVariable(own, at, 'type');
}

/** A type of the library's: what its values have is not ours. */
function ofLibrary({ facts }: Reading, path: string): TypeMeaning {
  return ofClass(facts.libraryValue(path));
}

function readTemplateType(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const name = tree.child(node, 'name');
  const given = argumentTypes(reading, node);
  if (name === noNode) return plainType;
  const template = reading.type(name);
  const text = bareName(tree, node);
  const isStd = reading.directives.includes('std::');
  return instantiate(reading, isStd ? `std::${text}` : text, template, given);
}

export function argumentTypes(reading: Reading, node: Node): TypeMeaning[] {
  const { tree } = reading;
  const list = tree.child(node, 'arguments');
  return parts(tree, list).map((argument) => {
    if (tree.kind(argument) === 'type_descriptor') return reading.type(argument);
    reading.value(argument);
    return plainType;
  });
}

function readDecltype(reading: Reading, node: Node): TypeMeaning {
  const value = reading.value(firstPart(reading.tree, node));
  return value === nothing ? openType : { classes: [], values: [value] };
}

function readFirst(reading: Reading, node: Node): TypeMeaning {
  return reading.type(firstPart(reading.tree, node));
}
