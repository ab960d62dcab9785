import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { localVariable, readName } from './names.ts';
import { firstPart, kindOf, textOf } from './parts.ts';
import type { Reading } from './reading.ts';

/** `x = y`, `p->f = y`, `a[i] = y`, `*p = y` */
export function readAssignment(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const isPlain = textOf(tree, tree.child(node, 'operator')) === '=';
  const value = reading.value(tree.child(node, 'right'), isPlain ? 'value' : access);
  assignTo(reading, tree.child(node, 'left'), isPlain ? value : nothing);
  return value;
}

function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  switch (kindOf(tree, target)) {
    case 'identifier':
      return assignName(reading, target, value);
    case 'field_expression': {
      const object = reading.value(tree.child(target, 'argument'));
      const field = tree.child(target, 'field');
      if (field !== noNode && object !== nothing) facts.store(object, tree.text(field), value, field);
      return;
    }
    case 'subscript_expression': {
      const holder = tree.child(target, 'argument');
      const index = tree.child(target, 'index');
      if (index !== noNode) reading.value(index);
      return assignTo(reading, holder, value);
    }
    case 'pointer_expression':
    case 'parenthesized_expression': {
      const inner = tree.child(target, 'argument');
      return assignTo(reading, inner === noNode ? firstPart(tree, target) : inner, value);
    }
    default:
      reading.value(target);
  }
}

/** What a local variable of a struct holds is said by its type; others hold what they are given. */
function assignName(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  const name = tree.text(target);
  const local = localVariable(reading, name);
  if (local !== undefined) {
    if (value !== nothing) facts.assign(name, facts.join([value, typedPart(reading, name)]));
    return;
  }
  const slot = readName(reading, name, target, 'write');
  const own = facts.find(name);
  if (value !== nothing && own !== undefined) facts.copy(facts.allValuesOf(own), value);
  else if (value !== nothing) facts.copy(slot, value);
}

/** What the variable was declared to hold stays true. */
function typedPart({ facts }: Reading, name: string): Slot {
  const variable = facts.find(name)!;
  return variable.versions[0] ?? nothing;
}
