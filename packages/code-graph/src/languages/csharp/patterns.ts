import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declareDesignation, partOf } from './designations.ts';
import { elementOf } from './library-types.ts';
import { firstPart, lastPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { narrow } from './type-meanings.ts';
import { typeKey } from './type-names.ts';

/** Reads what a value is matched with, and declares the names that the pattern gives to it and to its parts. */
export function readPattern(reading: Reading, node: Node, value: Slot): void {
  const { tree } = reading;
  if (node === noNode) return;
  switch (tree.kind(node)) {
    case 'declaration_pattern':
      return readDeclaration(reading, node, value);
    case 'recursive_pattern':
      return readRecursive(reading, node, value);
    case 'var_pattern':
      return declareDesignation(reading, lastPart(tree, node), value);
    case 'type_pattern':
      return void reading.type(tree.child(node, 'type'));
    case 'constant_pattern':
      return readConstant(reading, firstPart(tree, node));
    case 'list_pattern':
      return readEach(reading, node, elementOf(reading, value));
    case 'and_pattern':
    case 'or_pattern':
    case 'negated_pattern':
    case 'parenthesized_pattern':
      return readEach(reading, node, value);
    default:
      for (const part of parts(tree, node)) reading.value(part);
  }
}

function readEach(reading: Reading, node: Node, value: Slot): void {
  for (const part of parts(reading.tree, node)) readPattern(reading, part, value);
}

/** A name alone is a constant or a type. */
function readConstant(reading: Reading, node: Node): void {
  const { tree, facts, place } = reading;
  if (node === noNode) return;
  reading.value(node);
  if (tree.kind(node) !== 'identifier' || facts.find(tree.text(node)) !== undefined) return;
  facts.around({ class: place.row, receiver: nothing }, typeKey(tree.text(node), 0), node, 'type');
}

/** `Foo f` */
function readDeclaration(reading: Reading, node: Node, value: Slot): void {
  const { tree } = reading;
  const type = tree.child(node, 'type');
  const narrowed = narrow(reading, value, reading.type(type));
  const named = parts(tree, node).find((part) => part !== type) ?? noNode;
  declareDesignation(reading, named, narrowed);
}

/** `Foo { A: pattern, B.C: pattern } f`, `Foo(pattern, pattern)` */
function readRecursive(reading: Reading, node: Node, value: Slot): void {
  const { tree } = reading;
  const type = tree.child(node, 'type');
  const narrowed = type === noNode ? value : narrow(reading, value, reading.type(type));
  for (const part of parts(tree, node)) {
    if (tree.kind(part) === 'property_pattern_clause') readProperties(reading, part, narrowed);
    else if (tree.kind(part) === 'positional_pattern_clause') readPositions(reading, part, narrowed);
    else if (part !== type) declareDesignation(reading, part, narrowed);
  }
}

function readProperties(reading: Reading, clause: Node, value: Slot): void {
  const { tree } = reading;
  for (const sub of parts(tree, clause)) {
    const [name = noNode, pattern = noNode] = parts(tree, sub);
    if (pattern === noNode) readPattern(reading, name, value);
    else readPattern(reading, pattern, memberIn(reading, name, value));
  }
}

/** `A`, `A.B` of a value */
function memberIn(reading: Reading, path: Node, value: Slot): Slot {
  const { tree, facts } = reading;
  if (tree.kind(path) !== 'member_access_expression') return facts.load(value, tree.text(path), path);
  const holder = memberIn(reading, tree.child(path, 'expression'), value);
  const name = tree.child(path, 'name');
  return name === noNode ? nothing : facts.load(holder, tree.text(name), name);
}

function readPositions(reading: Reading, clause: Node, value: Slot): void {
  const { tree } = reading;
  parts(tree, clause).forEach((sub, index) => {
    readPattern(reading, lastPart(tree, sub), partOf(reading, value, index));
  });
}
