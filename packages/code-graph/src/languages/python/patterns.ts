import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/** Tells every name that a `case` clause captures. */
export function captureNames(tree: SyntaxTree, node: Node, tell: (name: Node) => void): void {
  const own = capturedBy(tree, node);
  if (own !== noNode) tell(own);
  for (const part of parts(tree, node)) {
    if (tree.field(part) !== 'consequence' && tree.field(part) !== 'guard') captureNames(tree, part, tell);
  }
}

/** The name that this very pattern captures, or `noNode`. */
function capturedBy(tree: SyntaxTree, node: Node): Node {
  const children = parts(tree, node);
  switch (tree.kind(node)) {
    case 'dotted_name': {
      const [first, ...more] = children;
      return first === undefined || more.length > 0 || isClassName(tree, node) ? noNode : first;
    }
    case 'splat_pattern':
      return children[0] ?? noNode;
    case 'as_pattern':
      return children.at(-1) ?? noNode;
    default:
      return noNode;
  }
}

function isClassName(tree: SyntaxTree, node: Node): boolean {
  const parent = tree.parent(node);
  return tree.kind(parent) === 'class_pattern' && tree.firstNamedChild(parent) === node;
}

/** Reads a pattern that the subject's value is matched with, and gives its captures their values. */
export function matchPattern(reading: Reading, pattern: Node, subject: Slot): void {
  const { tree, facts } = reading;
  switch (tree.kind(pattern)) {
    case 'dotted_name':
      return matchName(reading, pattern, subject);
    case 'class_pattern':
      matchClass(reading, pattern);
      return;
    case 'list_pattern':
    case 'tuple_pattern':
      parts(tree, pattern).forEach((part, index) =>
        matchPattern(reading, part, facts.load(subject, String(index), noNode)),
      );
      return;
    case 'dict_pattern':
      return matchDictionary(reading, pattern, subject);
    case 'as_pattern':
      return matchAs(reading, pattern, subject);
    case 'splat_pattern':
      return assignCapture(reading, pattern, facts.collection(facts.element(subject)));
    default:
      for (const part of parts(tree, pattern)) matchPattern(reading, part, subject);
  }
}

function assignCapture(reading: Reading, pattern: Node, value: Slot): void {
  const name = capturedBy(reading.tree, pattern);
  if (name !== noNode) reading.facts.assign(reading.tree.text(name), value);
}

/** `case name:` captures, `case module.CONSTANT:` reads. */
function matchName(reading: Reading, pattern: Node, subject: Slot): void {
  if (capturedBy(reading.tree, pattern) === noNode) readDotted(reading, pattern, 'read');
  else assignCapture(reading, pattern, subject);
}

function matchAs(reading: Reading, pattern: Node, subject: Slot): void {
  const [inner] = parts(reading.tree, pattern);
  const type = inner === undefined ? noNode : classPatternIn(reading.tree, inner);
  if (type !== noNode) return assignCapture(reading, pattern, matchClass(reading, type));
  if (inner !== undefined) matchPattern(reading, inner, subject);
  assignCapture(reading, pattern, subject);
}

/** The class pattern that this pattern is, seen through its wrapping. */
export function classPatternIn(tree: SyntaxTree, pattern: Node): Node {
  let at = pattern;
  while (at !== noNode && tree.kind(at) === 'case_pattern') at = tree.firstNamedChild(at);
  return at !== noNode && tree.kind(at) === 'class_pattern' ? at : noNode;
}

/** Reads `Class(…)` and gives an instance of the class. */
export function matchClass(reading: Reading, pattern: Node): Slot {
  const { tree, facts } = reading;
  const [name, ...fields] = parts(tree, pattern);
  const type = name === undefined ? nothing : readDotted(reading, name, 'type');
  const instance = facts.instance(type);
  for (const field of fields) matchField(reading, field, instance);
  return instance;
}

function matchField(reading: Reading, field: Node, instance: Slot): void {
  const { tree, facts } = reading;
  const inner = tree.kind(field) === 'case_pattern' ? tree.firstNamedChild(field) : field;
  if (inner === noNode || tree.kind(inner) !== 'keyword_pattern')
    return matchPattern(reading, field, nothing);
  const [name, pattern] = parts(tree, inner);
  if (name === undefined || pattern === undefined) return;
  matchPattern(reading, pattern, facts.load(instance, tree.text(name), name));
}

function matchDictionary(reading: Reading, pattern: Node, subject: Slot): void {
  const { tree, facts } = reading;
  let key = nothing;
  for (const part of parts(tree, pattern)) {
    if (tree.field(part) === 'key') {
      const text = textOfString(tree, part);
      key = text === undefined ? facts.element(subject) : facts.item(subject, text);
      if (text === undefined) matchPattern(reading, part, nothing);
    } else matchPattern(reading, part, tree.field(part) === 'value' ? key : subject);
  }
}

function readDotted(reading: Reading, dotted: Node, access: 'read' | 'type'): Slot {
  const { tree, facts } = reading;
  const names = tree.kind(dotted) === 'dotted_name' ? parts(tree, dotted) : [dotted];
  let value = nothing;
  names.forEach((name, index) => {
    const use = index === names.length - 1 ? access : 'read';
    value =
      index === 0 ? facts.read(tree.text(name), name, use) : facts.load(value, tree.text(name), name, use);
  });
  return value;
}
