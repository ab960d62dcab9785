import type { Argument, SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { callName } from './names.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `f(a)`, `p->f(a)`, `(*f)(a)`, `table[i](a)` */
export function readCall(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  void access;
  return callOf(reading, tree.child(node, 'function'), tree.child(node, 'arguments'));
}

function callOf(reading: Reading, callee: Node, list: Node): Slot {
  const { tree, facts } = reading;
  switch (kindOf(tree, callee)) {
    case 'identifier': {
      const args = argumentsOf(reading, list);
      const result = callName(reading, tree.text(callee), callee, args);
      return facts.join([result, typeArgument(reading, list)]);
    }
    case 'field_expression': {
      const receiver = reading.value(tree.child(callee, 'argument'));
      const field = tree.child(callee, 'field');
      const args = argumentsOf(reading, list);
      return field === noNode ? nothing : facts.call({ receiver, member: tree.text(field), at: field }, args);
    }
    case 'parenthesized_expression': {
      const inner = firstPart(tree, callee);
      const isPointer = kindOf(tree, inner) === 'pointer_expression';
      return callOf(reading, isPointer ? tree.child(inner, 'argument') : inner, list);
    }
    default: {
      const value = reading.value(callee);
      return facts.call({ value, at: callee }, argumentsOf(reading, list));
    }
  }
}

export function argumentsOf(reading: Reading, list: Node): Argument[] {
  return parts(reading.tree, list)
    .filter((node) => reading.tree.kind(node) !== 'ERROR')
    .map((node) => ({ slot: reading.value(node, 'value') }));
}

const tagWords = new Set(['struct', 'union']);

/**
 * `container_of(p, struct foo, member)`, `va_arg(list, struct foo *)`: a macro that is given a struct's name
 * gives something of it. The grammar sees the word and, where it knows no way on, the name.
 */
function typeArgument(reading: Reading, list: Node): Slot {
  const { tree, facts } = reading;
  if (list === noNode) return nothing;
  for (let at = tree.firstNamedChild(list); at !== noNode; at = tree.nextNamedSibling(at)) {
    const next = tree.nextNamedSibling(at);
    if (tree.kind(at) !== 'identifier' || !tagWords.has(tree.text(at)) || kindOf(tree, next) !== 'ERROR')
      continue;
    const name = firstPart(tree, next);
    if (kindOf(tree, name) !== 'identifier') return nothing;
    return facts.instance(facts.read(`struct#${tree.text(name)}`, name, 'type'));
  }
  return nothing;
}
