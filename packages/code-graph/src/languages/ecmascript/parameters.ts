import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { readAnnotation } from './annotations.ts';
import { destructure } from './destructuring.ts';
import { documentationBefore } from './documentation.ts';
import { firstMeaning } from './keys.ts';
import { applyType } from './meanings.ts';
import { modifiersOf, subkindOf } from './modifiers.ts';
import type { ClassBody, Reader } from './reading.ts';
import { oneLine } from './signatures.ts';

/** Declares the parameters of the open function, and `arguments` where its text has the word. */
export function readParameters(r: Reader, fn: Node, isArrow: boolean): void {
  const { tree } = r;
  const list = tree.child(fn, 'parameters');
  const slots: Slot[] = [];
  let rest: Slot = nothing;
  const single = tree.child(fn, 'parameter');
  for (const node of single !== noNode ? [single] : list === noNode ? [] : tree.namedChildren(list)) {
    if (tree.kind(node) === 'comment') continue;
    const read = readParameter(r, node);
    if (read.isRest) rest = read.slot;
    else if (read.slot !== nothing) slots.push(read.slot);
  }
  if (!isArrow && mentionsArguments(r, fn)) declareArguments(r, slots, rest);
}

function readParameter(r: Reader, node: Node): { slot: Slot; isRest: boolean } {
  const { tree, facts } = r;
  const { pattern, value } = partsOf(r, node);
  if (pattern === noNode || tree.kind(pattern) === 'this') {
    if (pattern !== noNode) applyType(r, facts.this(), readAnnotation(r, node));
    return { slot: nothing, isRest: false };
  }
  const isRest = tree.kind(pattern) === 'rest_pattern';
  const target = isRest ? firstMeaning(tree, pattern) : pattern;
  const isName = target !== noNode && tree.kind(target) === 'identifier';
  const slot = facts.parameter(isName ? tree.text(target) : '', isRest ? 'rest' : 'positional');
  if (pattern !== node) applyType(r, slot, readAnnotation(r, node));
  if (value !== noNode) facts.copy(slot, r.read(value));
  if (!isName) destructure(r, target, slot, (leaf, taken) => bindLeaf(r, leaf, taken));
  readDecorators(r, node);
  if (r.body.class !== null && isName) parameterProperty(r, r.body.class, node, target, slot);
  return { slot, isRest };
}

function partsOf(r: Reader, node: Node): { pattern: Node; value: Node } {
  const { tree } = r;
  switch (tree.kind(node)) {
    case 'required_parameter':
    case 'optional_parameter': {
      const pattern = tree.child(node, 'pattern');
      const named = pattern === noNode ? tree.child(node, 'name') : pattern;
      return { pattern: named, value: tree.child(node, 'value') };
    }
    case 'assignment_pattern':
      return { pattern: tree.child(node, 'left'), value: tree.child(node, 'right') };
    default:
      return { pattern: node, value: noNode };
  }
}

function bindLeaf(r: Reader, leaf: Node, value: Slot): void {
  const name = r.tree.text(leaf);
  r.facts.declare(name, 'parameter');
  r.facts.assign(name, value);
}

function readDecorators(r: Reader, node: Node): void {
  for (let child = r.tree.firstNamedChild(node); child !== noNode; child = r.tree.nextNamedSibling(child)) {
    if (r.tree.kind(child) === 'decorator') r.read(child);
  }
}

/** `constructor(private x: X)` declares a property. */
function parameterProperty(r: Reader, cls: ClassBody, node: Node, nameNode: Node, slot: Slot): void {
  const { tree, facts } = r;
  const parent = tree.parent(node);
  if (tree.kind(tree.parent(parent)) !== 'method_definition') return;
  const { words, visibility } = modifiersOf(tree, node);
  const isOverride = tree.childOfKind(node, 'override_modifier') !== noNode;
  if (visibility === '' && !words.includes('readonly') && !isOverride) return;
  const name = tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'property',
    subkind: subkindOf(words, 'parameter property'),
    visibility,
    signature: oneLine(tree.source, tree.start(node), tree.end(node)),
    documentation: documentationBefore(tree.source, tree.start(node)),
    parent: cls.definition,
  });
  facts.member(cls.row, name, { definition, slot, place: 'instance' });
}

function mentionsArguments(r: Reader, fn: Node): boolean {
  const { argumentsAt } = r.file;
  if (argumentsAt.length === 0) return false;
  const start = r.tree.start(fn);
  const end = r.tree.end(fn);
  return argumentsAt.some((offset) => offset > start && offset < end);
}

function declareArguments(r: Reader, slots: readonly Slot[], rest: Slot): void {
  const { facts } = r;
  const list = facts.object();
  slots.forEach((slot, index) => facts.store(list, String(index), slot));
  facts.put(list, facts.element(rest === nothing ? facts.parameter('', 'rest') : rest));
  facts.declare('arguments', 'local');
  facts.assign('arguments', list);
}
