import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { modelOf } from '../jvm/library-types.ts';
import { type TypeMeaning, unknownType, valueOf } from '../jvm/meanings.ts';
import { isType, parts, partsOfKind } from './parts.ts';
import type { Reading } from './reading.ts';

/** Reads a type: its names are references, and its meaning says what a place of that type holds. */
export function readType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return unknownType;
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'user_type':
      return readUserType(reading, node);
    case 'function_type':
      return readFunctionType(reading, node);
    case 'nullable_type':
    case 'parenthesized_type':
    case 'non_nullable_type':
      return reading.type(parts(tree, node).find((part) => isType(tree, part)) ?? noNode);
    default:
      for (const part of parts(tree, node)) reading.type(part);
      return unknownType;
  }
}

/** Names of Kotlin's own types as Java has them. */
const javaNames: Readonly<Record<string, string>> = {
  Int: 'int',
  Long: 'long',
  Short: 'short',
  Byte: 'byte',
  Char: 'char',
  Float: 'float',
  Double: 'double',
  Boolean: 'boolean',
  Any: 'Object',
  IntArray: 'int[]',
  LongArray: 'long[]',
  ShortArray: 'short[]',
  ByteArray: 'byte[]',
  CharArray: 'char[]',
  FloatArray: 'float[]',
  DoubleArray: 'double[]',
  BooleanArray: 'boolean[]',
};

/** A type of Kotlin's own library, by the name under which Java knows it. */
function libraryType({ facts }: Reading, name: string): Slot {
  return facts.libraryValue(javaNames[name] ?? name);
}

/** `Outer.Inner<Argument>` */
function readUserType(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const names = partsOfKind(tree, node, 'identifier');
  const [first] = names;
  if (first === undefined) return unknownType;
  const lists = partsOfKind(tree, node, 'type_arguments');
  const args = lists.flatMap((list) => readTypeArguments(reading, list));
  const text = names.map((name) => tree.text(name)).join('.');
  if (/^(?:\p{Ll}[\p{L}\d_]*\.)+\p{Lu}/u.test(text) && facts.find(tree.text(first)) === undefined) {
    return { type: byWholeName(reading, names), value: nothing };
  }
  let type = typeNamed(reading, first);
  for (const name of names.slice(1)) type = facts.load(type, tree.text(name), name, 'type');
  const isOwn = (facts.find(text)?.definition ?? -1) !== -1;
  return isOwn ? { type, value: nothing } : modelOf(facts, text, type, args);
}

export function readTypeArguments(reading: Reading, list: Node): Slot[] {
  const { tree, facts } = reading;
  return parts(tree, list).map((argument) => {
    const type = parts(tree, argument).find((part) => isType(tree, part));
    return type === undefined ? nothing : valueOf(facts, reading.type(type));
  });
}

/** A class that the file declares or imports, one that is inherited, or one of the package. */
function typeNamed(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const name = tree.text(node);
  if (facts.find(name) !== undefined) return facts.read(name, node, 'type');
  if (javaNames[name] !== undefined) return libraryType(reading, name);
  return facts.baseAround(facts.class, name, node);
}

/** `a.b.Outer.Inner` */
function byWholeName({ tree, facts }: Reading, names: readonly Node[]): Slot {
  const from = names.findIndex((name) => /^\p{Lu}/u.test(tree.text(name)));
  const pack = names.slice(0, from).map((name) => tree.text(name));
  return names
    .slice(from)
    .reduce(
      (slot, name) => facts.load(slot, tree.text(name), name, 'type'),
      facts.libraryValue(pack.join('.')),
    );
}

/** `Receiver.(A, B) -> Result` */
function readFunctionType(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const list = tree.childOfKind(node, 'function_type_parameters');
  const types = parts(tree, node).filter((part) => isType(tree, part));
  const before = types.find((type) => list !== noNode && tree.start(type) < tree.start(list));
  const result = types.find((type) => type !== before);
  const receiver = before === undefined ? nothing : valueOf(facts, reading.type(before));
  const takes = parts(tree, list).map((parameter) => {
    const type = isType(tree, parameter)
      ? parameter
      : parts(tree, parameter).find((part) => isType(tree, part));
    return type === undefined ? nothing : valueOf(facts, reading.type(type));
  });
  const given = result === undefined ? nothing : valueOf(facts, reading.type(result));
  const value = giving(reading, given);
  const isUseful = takes.some((slot) => slot !== nothing);
  return { type: nothing, value, isFunction: true, receiver, ...(isUseful ? { takes } : {}) };
}

/** A function that is not known but for what it gives. */
function giving({ facts }: Reading, given: Slot): Slot {
  if (given === nothing) return nothing;
  const fn = facts.openFunction({ definition: -1, receiver: 'none' });
  facts.returns(given);
  facts.closeFunction();
  return facts.functionValue(fn);
}
