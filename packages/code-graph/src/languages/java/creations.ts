import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import type { Callee } from '../../facts/call-facts.ts';
import { readAnonymousClass } from './anonymous-classes.ts';
import { readArguments } from './arguments.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `new T(…)`, `outer.new T(…)`, `new T(…) { … }` */
export function readCreation(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const type = tree.child(node, 'type');
  if (type === noNode) return nothing;
  const outer = parts(tree, node).find((part) => tree.field(part) === null && isValue(tree.kind(part)));
  const within = outer === undefined ? nothing : reading.value(outer);
  const simple = tree.kind(type) === 'generic_type' ? (parts(tree, type)[0] ?? type) : type;
  const meaning = reading.type(type);
  const cls =
    within === nothing ? meaning.type : facts.join([meaning.type, memberClass(reading, within, simple)]);
  const args = readArguments(reading, tree.child(node, 'arguments'));
  const made = facts.call(calleeOf(reading, simple, cls), args, 'new');
  const body = tree.childOfKind(node, 'class_body');
  if (body === noNode) return facts.join([made, meaning.value]);
  return facts.apply(readAnonymousClass(reading, body, cls, simple), []);
}

/** A class is called by its name where that is a single one. */
function calleeOf({ tree, facts }: Reading, type: Node, value: Slot): Callee {
  if (tree.kind(type) !== 'type_identifier') return { value, at: lastName(tree, type) };
  const name = tree.text(type);
  if (facts.find(name) !== undefined || facts.class === -1) return { name, at: type };
  return { around: { class: facts.class, receiver: nothing, isType: true }, name, at: type };
}

function isValue(kind: string): boolean {
  return !/^(?:class_body|annotation|marker_annotation)$/.test(kind);
}

function memberClass({ tree, facts }: Reading, within: Slot, type: Node): Slot {
  return facts.load(within, tree.text(type), noNode);
}

/** The name that a qualified type ends with. */
function lastName(tree: SyntaxTree, type: Node): Node {
  const [first, ...others] = parts(tree, type);
  return others.at(-1) ?? first ?? type;
}
