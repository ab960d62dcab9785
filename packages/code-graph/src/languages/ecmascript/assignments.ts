import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { assignMember, memberNaming, readObjectOf } from './assigned-members.ts';
import { exportsObject, isExports } from './commonjs.ts';
import { destructure } from './destructuring.ts';
import { unwrap } from './keys.ts';
import { typedValue } from './meanings.ts';
import type { Naming, Reader } from './reading.ts';
import { storeSubscript } from './subscripts.ts';

/** `left = right` */
export function readAssignment(r: Reader, node: Node): Slot {
  const { tree } = r;
  const left = unwrap(tree, tree.child(node, 'left'));
  const right = tree.child(node, 'right');
  if (left === noNode || right === noNode) return nothing;
  switch (tree.kind(left)) {
    case 'identifier':
      return assignName(r, node, left, right);
    case 'member_expression':
      return assignMember(r, node, left, right);
    default: {
      const value = r.read(right);
      assignTo(r, left, value);
      return value;
    }
  }
}

/** Gives a value to whatever an assignment may have on its left. */
export function assignTo(r: Reader, target: Node, value: Slot): void {
  destructure(r, target, value, (leaf, part) => assignLeaf(r, unwrap(r.tree, leaf), part));
}

function assignLeaf(r: Reader, leaf: Node, value: Slot): void {
  const { tree, facts } = r;
  switch (tree.kind(leaf)) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      facts.assign(tree.text(leaf), withDeclared(r, tree.text(leaf), value), leaf);
      return;
    case 'member_expression': {
      const property = tree.child(leaf, 'property');
      const object = readObjectOf(r, leaf);
      if (property !== noNode) facts.store(object, tree.text(property), value, property);
      return;
    }
    case 'subscript_expression':
      storeSubscript(r, leaf, value);
      return;
    default:
      r.read(leaf);
  }
}

/** A variable with a declared type holds that type whatever is assigned. */
function withDeclared(r: Reader, name: string, value: Slot): Slot {
  const { declared } = r.file;
  if (declared.size === 0) return value;
  const variable = r.facts.find(name);
  const meaning = variable === undefined ? undefined : declared.get(variable);
  return meaning === undefined ? value : typedValue(r, value, meaning);
}

function assignName(r: Reader, node: Node, left: Node, right: Node): Slot {
  const { tree, facts } = r;
  const name = tree.text(left);
  const naming: Naming = { name, nameNode: left, node, statement: tree.parent(node), kind: 'function' };
  const { slot, definition } = r.readNamed(right, naming);
  if (isExports(r, left)) facts.copy(exportsObject(r), slot);
  const variable = facts.find(name);
  if (
    variable !== undefined &&
    definition !== -1 &&
    variable.definition === -1 &&
    variable.scope.parent === null
  ) {
    facts.bindDefinition(variable, definition);
  }
  facts.assign(name, withDeclared(r, name, slot), left);
  return slot;
}

/** `x += y`, `x ??= y` */
export function readAugmented(r: Reader, node: Node): Slot {
  const { tree, facts } = r;
  const left = unwrap(tree, tree.child(node, 'left'));
  const right = tree.child(node, 'right');
  if (left === noNode || right === noNode) return nothing;
  const operator = tree.text(tree.child(node, 'operator'));
  const isChoice = operator === '??=' || operator === '||=' || operator === '&&=';
  if (!isChoice) {
    r.read(right);
    touch(r, left);
    return nothing;
  }
  const before = operator === '&&=' ? nothing : r.read(left);
  const value = facts.join([before, r.readNamed(right, valueNaming(r, node, left)).slot]);
  assignTo(r, left, value);
  return value;
}

function valueNaming(r: Reader, node: Node, left: Node): Naming {
  const { tree } = r;
  const property = tree.kind(left) === 'member_expression' ? tree.child(left, 'property') : left;
  const name = property === noNode ? tree.text(left) : tree.text(property);
  return memberNaming(r, node, property === noNode ? left : property, name, {});
}

/** `x++`: the number is of no interest, that x is written to is. */
export function readUpdate(r: Reader, node: Node): Slot {
  const argument = r.tree.child(node, 'argument');
  if (argument !== noNode) touch(r, unwrap(r.tree, argument));
  return nothing;
}

function touch(r: Reader, target: Node): void {
  assignTo(r, target, nothing);
}
