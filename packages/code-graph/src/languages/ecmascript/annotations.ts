import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { constantString, firstMeaning, keyName } from './keys.ts';
import {
  containers,
  type Meaning,
  primitive,
  type Taken,
  transparent,
  unknown,
  valueOfType,
} from './meanings.ts';
import type { Reader } from './reading.ts';
import { touchTypes, typeName } from './type-names.ts';

/** Reads a type; names in it become references with access `type`. */
export function readType(r: Reader, node: Node): Meaning {
  if (node === noNode) return unknown;
  const read = readers.get(r.tree.kind(node));
  if (read !== undefined) return read(r, node);
  touchTypes(r, node);
  return unknown;
}

/** The annotation in a node's field, `type` unless said otherwise. */
export function readAnnotation(r: Reader, node: Node, field = 'type'): Meaning {
  return readType(r, r.tree.child(node, field));
}

/** Declares the type parameters of a node, each standing for its constraint. */
export function declareTypeParameters(r: Reader, node: Node): void {
  const list = r.tree.child(node, 'type_parameters');
  if (list === noNode) return;
  for (const parameter of r.tree.namedChildren(list)) {
    const name = r.tree.child(parameter, 'name');
    if (name === noNode) continue;
    r.facts.declare(r.tree.text(name), 'local');
    const constraint = readType(r, r.tree.child(parameter, 'constraint'));
    r.facts.assign(r.tree.text(name), constraint.classes);
    touchTypes(r, r.tree.child(parameter, 'value'));
  }
}

/** A type of the language's own library, such as `Date`: its members are known to be not ours. */
function libraryType(r: Reader, name: string): Meaning {
  return { classes: nothing, values: r.facts.libraryValue(name), isExact: true };
}

function namedType(r: Reader, node: Node): Meaning {
  const name = r.tree.text(node);
  return r.facts.find(name) === undefined ? libraryType(r, name) : classes(typeName(r, node));
}

function classes(slot: Slot): Meaning {
  return slot === nothing ? unknown : { classes: slot, values: nothing, isExact: true };
}

function values(slot: Slot): Meaning {
  return { classes: nothing, values: slot, isExact: false };
}

function inner(r: Reader, node: Node): Meaning {
  return readType(r, firstMeaning(r.tree, node));
}

function combined(r: Reader, node: Node): Meaning {
  let all = primitive;
  for (const part of r.tree.namedChildren(node)) {
    if (r.tree.kind(part) === 'comment') continue;
    const meaning = readType(r, part);
    const takes = all.takes ?? meaning.takes;
    all = {
      classes: r.facts.join([all.classes, meaning.classes]),
      values: r.facts.join([all.values, meaning.values]),
      isExact: all.isExact && meaning.isExact,
      ...(takes === undefined ? {} : { takes }),
    };
  }
  return all;
}

function collectionOf(r: Reader, element: Meaning): Meaning {
  const value = valueOfType(r, element);
  return value === nothing ? unknown : values(r.facts.collection(value));
}

function readGeneric(r: Reader, node: Node): Meaning {
  const { tree } = r;
  const nameNode = tree.child(node, 'name');
  const list = tree.child(node, 'type_arguments');
  const name = tree.text(nameNode);
  const args = list === noNode ? [] : tree.namedChildren(list);
  if (r.facts.find(name) === undefined && (name in containers || transparent.has(name))) {
    const which = containers[name] ?? 0;
    args.forEach((arg, index) => index !== which && touchTypes(r, arg));
    const meaning = readType(r, args[which] ?? noNode);
    if (name === 'InstanceType') return classes(meaning.values);
    return name in containers ? collectionOf(r, meaning) : meaning;
  }
  touchTypes(r, list);
  return readType(r, nameNode);
}

function readNested(r: Reader, node: Node): Meaning {
  const { tree } = r;
  const name = tree.child(node, 'name');
  return classes(r.facts.load(r.read(tree.child(node, 'module')), tree.text(name), name, 'type'));
}

function readTuple(r: Reader, node: Node): Meaning {
  const tuple = r.facts.object();
  r.tree.namedChildren(node).forEach((part, index) => {
    const type = r.tree.child(part, 'type');
    r.facts.store(tuple, String(index), valueOfType(r, readType(r, type === noNode ? part : type)));
  });
  return values(tuple);
}

/** Whoever calls a function of this type passes what its parameters are declared to be. */
export function readFunctionType(r: Reader, node: Node): Meaning {
  const { tree, facts } = r;
  facts.openBlock();
  declareTypeParameters(r, node);
  const list = tree.child(node, 'parameters');
  const takes = list === noNode ? [] : tree.namedChildren(list).flatMap((each) => takenBy(r, each));
  touchTypes(r, tree.child(node, 'return_type'));
  facts.closeBlock();
  return takes.some(({ slot }) => slot !== nothing) ? { ...unknown, takes } : unknown;
}

function takenBy(r: Reader, parameter: Node): Taken[] {
  const { tree } = r;
  const pattern = tree.child(parameter, 'pattern');
  const kind = pattern === noNode ? '' : tree.kind(pattern);
  const meaning = readAnnotation(r, parameter);
  const taken = { slot: valueOfType(r, meaning), declared: meaning.isExact ? meaning.classes : nothing };
  return kind === '' || kind === 'this' || kind === 'rest_pattern' ? [] : [taken];
}

function readObjectType(r: Reader, node: Node): Meaning {
  const object = r.facts.object();
  for (const member of r.tree.namedChildren(node)) {
    if (r.tree.kind(member) !== 'property_signature') {
      touchTypes(r, member);
      continue;
    }
    const name = keyName(r.tree, r.tree.child(member, 'name'));
    const value = valueOfType(r, readAnnotation(r, member));
    if (name !== undefined) r.facts.store(object, name, value);
  }
  return values(object);
}

function readPredefined(r: Reader, node: Node): Meaning {
  const name = r.tree.text(node);
  if (name === 'string') return libraryType(r, 'String');
  return name === 'any' || name === 'unknown' || name === 'object' ? unknown : primitive;
}

function readConditional(r: Reader, node: Node): Meaning {
  touchTypes(r, r.tree.child(node, 'left'));
  touchTypes(r, r.tree.child(node, 'right'));
  const yes = readType(r, r.tree.child(node, 'consequence'));
  const no = readType(r, r.tree.child(node, 'alternative'));
  const either = r.facts.join([yes.classes, no.classes]);
  return { classes: either, values: r.facts.join([yes.values, no.values]), isExact: false };
}

function readLookup(r: Reader, node: Node): Meaning {
  const [object, index] = r.tree.namedChildren(node);
  if (object === undefined || index === undefined) return unknown;
  const from = valueOfType(r, readType(r, object));
  const literal = r.tree.kind(index) === 'literal_type' ? r.tree.firstNamedChild(index) : noNode;
  const name = constantString(r.tree, literal);
  if (name === undefined) touchTypes(r, index);
  return values(name === undefined ? r.facts.element(from) : r.facts.load(from, name, literal, 'type'));
}

const readers = new Map<string, (r: Reader, node: Node) => Meaning>([
  ['type_annotation', inner],
  ['constraint', inner],
  ['parenthesized_type', inner],
  ['readonly_type', inner],
  ['optional_type', inner],
  ['rest_type', inner],
  ['type_identifier', namedType],
  ['identifier', namedType],
  ['nested_type_identifier', readNested],
  ['generic_type', readGeneric],
  ['array_type', (r, node) => collectionOf(r, inner(r, node))],
  ['tuple_type', readTuple],
  ['union_type', combined],
  ['intersection_type', combined],
  ['object_type', readObjectType],
  ['function_type', readFunctionType],
  ['predefined_type', readPredefined],
  ['literal_type', () => primitive],
  ['template_literal_type', () => primitive],
  ['type_query', (r, node) => values(r.read(firstMeaning(r.tree, node)))],
  ['this_type', (r) => values(r.facts.this())],
  ['conditional_type', readConditional],
  ['lookup_type', readLookup],
]);
