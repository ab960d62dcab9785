import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf } from '../c/calls.ts';
import { initialiseRecord } from '../c/declarations.ts';
import { bareName } from '../c/declarators.ts';
import { outsideNames } from '../c/names.ts';
import { kindOf, parts } from '../c/parts.ts';
import type { Reading, TypeMeaning } from '../c/reading.ts';
import { classOfType } from '../c/type-meanings.ts';

/** `Foo x(1)`, `Foo x{1}`, `Foo{1}`: a call of the class where there is one; names in braces fill fields. */
export function initialise(reading: Reading, type: TypeMeaning, node: Node, isExact: boolean): Slot {
  const { tree, facts } = reading;
  const items = parts(tree, node);
  const isDesignated = items.some((item) => tree.kind(item) === 'initializer_pair');
  const cls = classOfType(reading, type);
  if (cls === nothing || !isExact || isDesignated) {
    const only = items.length === 1 && kindOf(tree, node) === 'argument_list' ? items[0]! : noNode;
    if (only !== noNode) return reading.value(only, 'value');
    const held = initialiseRecord(reading, type, node);
    return facts.join([held, ...type.values]);
  }
  if (items.length === 0 && kindOf(tree, node) === 'initializer_list') return facts.apply(cls, []);
  const at = declaredName(reading, node);
  return facts.join([facts.call({ value: cls, at }, argumentsOf(reading, node)), ...type.values]);
}

/** The site of a construction is the name that is declared, or the type that is called. */
function declaredName({ tree }: Reading, node: Node): Node {
  const parent = tree.parent(node);
  const name = tree.child(parent, 'declarator');
  if (name !== noNode) return name;
  const type = tree.child(parent, 'type');
  return type === noNode ? node : type;
}

/** `: Base(x), field(y)` */
export function readInitialisers(reading: Reading, list: Node): void {
  for (const item of parts(reading.tree, list)) readInitialiser(reading, item);
}

function readInitialiser(reading: Reading, item: Node): void {
  const { tree, facts } = reading;
  const [name, list] = parts(tree, item);
  const { cls } = reading.scope;
  if (name === undefined || list === undefined || cls === null) return;
  const text = bareName(tree, name);
  const isField =
    kindOf(tree, name) === 'field_identifier' && (cls.members.has(text) || !isBase(text, cls.simpleName));
  const args = argumentsOf(reading, list);
  if (isField) {
    const type = cls.fieldTypes.get(text);
    if (type !== undefined && args.length > 0) facts.call({ value: type, at: name }, args);
    else if (args.length === 1) facts.store(facts.this(), text, args[0]!.slot, name);
    return;
  }
  if (text === cls.simpleName) {
    facts.call({ name: cls.name, at: name }, args);
    return;
  }
  const type =
    kindOf(tree, name) === 'field_identifier'
      ? facts.read(outsideNames(reading, text), name, 'type')
      : classOfType(reading, reading.type(name));
  if (type !== nothing) facts.call({ value: type, at: name }, args);
}

/** Whether a name in an initialiser that is no field of the file's own means a class: by how classes are written. */
function isBase(name: string, own: string): boolean {
  return name === own || /^[A-Z]\w*[a-z]\w*$/.test(name);
}

const pairMembers = ['first', 'second'];

/** `auto [a, b] = value`: names for the parts of what the value is, or holds. */
export function bindParts(reading: Reading, declarator: Node, value: Slot): void {
  const { tree, facts } = reading;
  parts(tree, declarator).forEach((name, index) => {
    if (tree.kind(name) !== 'identifier') return;
    facts.declare(tree.text(name), 'local');
    if (value === nothing) return;
    const member = pairMembers[index];
    const element = facts.element(value);
    const pair =
      member === undefined ? [] : [facts.load(value, member, noNode), facts.load(element, member, noNode)];
    facts.assign(tree.text(name), facts.join([...pair, facts.load(value, String(index), noNode)]));
  });
}
