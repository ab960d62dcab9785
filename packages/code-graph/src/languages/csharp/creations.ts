import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf } from './arguments.ts';
import { elementOf, indexed } from './library-types.ts';
import { parts } from './parts.ts';
import { type Reading, unknownType } from './reading.ts';
import { nameAndArity, typeKey, typeNamed } from './type-names.ts';
import { valueOfType } from './type-meanings.ts';

/** `new Foo(a) { B = c }` */
export function readCreation(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const type = tree.child(node, 'type');
  const { args } = argumentsOf(reading, tree.child(node, 'arguments'));
  const value = facts.join([callType(reading, type, args), ...libraryContents(reading, type)]);
  fill(reading, value, tree.child(node, 'initializer'));
  return value;
}

/** What a value of a library's generic type holds: `new List<Foo>()`. */
function libraryContents(reading: Reading, type: Node): readonly Slot[] {
  const { tree } = reading;
  if (type === noNode) return [];
  const last = tree.child(type, 'name');
  const generic = last === noNode ? type : last;
  return tree.kind(generic) === 'generic_name' ? reading.type(type).values : [];
}

type Arguments = Parameters<Reading['facts']['call']>[1];

function callType(reading: Reading, type: Node, args: Arguments): Slot {
  const { tree, facts, place } = reading;
  if (type === noNode) return nothing;
  const kind = tree.kind(type);
  if (kind === 'identifier' || kind === 'generic_name') {
    const { identifier, arity } = nameAndArity(reading, type);
    const text = identifier === noNode ? '' : tree.text(identifier);
    const parameter = arity === 0 ? facts.find(text) : undefined;
    if (parameter !== undefined) return facts.instance(facts.allValuesOf(parameter));
    const around = { class: place.row, receiver: nothing, isType: true };
    facts.around(around, typeKey(text, arity), identifier, 'type');
    return facts.call({ around, name: typeKey(text, arity), at: identifier }, args, 'new');
  }
  if (kind === 'qualified_name') {
    const { identifier, arity } = nameAndArity(reading, tree.child(type, 'name'));
    const receiver = typeNamed(reading, tree.child(type, 'qualifier'));
    const member = typeKey(tree.text(identifier), arity);
    return facts.call({ receiver, member, at: identifier }, args, 'new');
  }
  const meaning = reading.type(type);
  const [cls] = meaning.classes;
  return cls === undefined
    ? valueOfType(reading, meaning)
    : facts.call({ value: cls, at: type }, args, 'new');
}

/** `{ A = b, C = { D = e }, [k] = v, x, { k, v } }` */
export function fill(reading: Reading, value: Slot, list: Node): void {
  const { tree } = reading;
  for (const part of parts(tree, list)) {
    if (tree.kind(part) === 'assignment_expression') fillMember(reading, value, part);
    else fillElement(reading, value, part);
  }
}

function fillMember(reading: Reading, value: Slot, node: Node): void {
  const { tree, facts } = reading;
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  const isName = left !== noNode && tree.kind(left) === 'identifier';
  if (!isName) {
    reading.value(left);
    return facts.store(value, indexed, reading.value(right, 'value'));
  }
  const name = tree.text(left);
  if (right !== noNode && tree.kind(right) === 'initializer_expression') {
    return fill(reading, facts.load(value, name, left, 'write'), right);
  }
  const held = facts.load(value, name, noNode);
  const given = reading.valueAs(right, { ...unknownType, values: targetsOf(reading, right, held) });
  facts.store(value, name, given, left);
}

/** A place only says what `new()` makes; other values are what they are. */
function targetsOf({ tree }: Reading, right: Node, held: Slot): readonly Slot[] {
  const isImplicit = right !== noNode && tree.kind(right) === 'implicit_object_creation_expression';
  return isImplicit ? [held] : [];
}

/** What `Add` is called with; of a dictionary a key and a value. */
function fillElement(reading: Reading, value: Slot, part: Node): void {
  const { tree, facts } = reading;
  if (tree.kind(part) !== 'initializer_expression') {
    const element = reading.value(part, 'value');
    facts.put(value, element);
    facts.apply(facts.load(value, 'Add', noNode), [{ slot: element }], value);
    return;
  }
  const slots = parts(tree, part).map((inner) => reading.value(inner, 'value'));
  facts.store(value, indexed, slots[1] ?? nothing);
  facts.apply(
    facts.load(value, 'Add', noNode),
    slots.map((slot) => ({ slot })),
    value,
  );
}

/** `new Foo[n] { a, b }`, `new[] { a, b }`, `{ a, b }`, `[a, ..b]` */
export function readSequence(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const type = tree.child(node, 'type');
  const made = type === noNode ? facts.object() : valueOfType(reading, reading.type(type));
  const kind = tree.kind(node);
  const isList = kind === 'initializer_expression' || kind === 'collection_expression';
  const list = isList ? node : tree.childOfKind(node, 'initializer_expression');
  for (const part of parts(tree, list)) addTo(reading, made, part);
  return made;
}

function addTo(reading: Reading, made: Slot, part: Node): void {
  const { tree, facts } = reading;
  switch (tree.kind(part)) {
    case 'collection_element':
    case 'expression_element':
      for (const inner of parts(tree, part)) addTo(reading, made, inner);
      return;
    case 'spread_element':
      for (const inner of parts(tree, part)) facts.put(made, elementOf(reading, reading.value(inner)));
      return;
    default:
      facts.put(made, reading.value(part, 'value'));
  }
}

/** `new { A = b, c.D }` */
export function readAnonymousObject(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const made = facts.object();
  const all = parts(tree, node);
  for (const [index, part] of all.entries()) {
    const isName = tree.kind(part) === 'identifier' && followedByEquals(reading, part);
    if (isName) continue;
    const before = all[index - 1];
    const isNamed = before !== undefined && followedByEquals(reading, before);
    const value = reading.value(part, 'value');
    const name = isNamed ? tree.text(before) : lastName(reading, part);
    if (name !== '') facts.store(made, name, value);
  }
  return made;
}

function followedByEquals({ tree }: Reading, node: Node): boolean {
  const next = tree.nextSibling(node);
  return next !== noNode && tree.kind(next) === '=';
}

function lastName({ tree }: Reading, node: Node): string {
  if (tree.kind(node) === 'identifier') return tree.text(node);
  const name = tree.child(node, 'name');
  return name === noNode ? '' : tree.text(name);
}

/** `x with { A = b }`: another of the same. */
export function readWith(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const [value = noNode, ...changes] = parts(tree, node);
  const slot = reading.value(value);
  for (const change of changes) {
    const [name = noNode, given = noNode] = parts(tree, change);
    const to = reading.value(given, 'value');
    if (name !== noNode) facts.store(slot, tree.text(name), to, name);
  }
  return slot;
}
