import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { Surrounding } from '../../facts/value-facts.ts';
import { calledName } from '../jvm/members.ts';
import { accessorNames } from './members.ts';
import { parts, withoutPrefix } from './parts.ts';
import type { ClassFacts, Reading } from './reading.ts';

/** A bare name: a local variable, a member of what is around, something imported, or a class. */
export function readName(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const name = tree.text(node).replaceAll('`', '');
  if (name === 'null') return nothing;
  if (name === 'true' || name === 'false') return facts.instance(facts.libraryValue('boolean'));
  if (name === 'field' && reading.field !== nothing && facts.find(name) === undefined) return reading.field;
  const variable = facts.find(name);
  const isMember = isMemberAround(reading, name);
  if (variable !== undefined && !isMember) return facts.readVariable(variable, node, access);
  const found = facts.around(surrounding(reading), name, node, access);
  return facts.join([found, ...getters(reading, name)]);
}

/** What Java's accessors give for the name of a property. */
function getters({ facts, receivers }: Reading, name: string): Slot[] {
  const { get } = accessorNames(name);
  return receivers.map((receiver) => facts.apply(facts.load(receiver, get, noNode), []));
}

/** Whether a class around has the member, nearer than any variable of the name. */
export function isMemberAround({ facts, classes }: Reading, name: string): boolean {
  const owner = classes.findLast((cls) => cls.names.has(name));
  if (owner === undefined) return false;
  const variable = facts.find(name);
  if (variable === undefined) return true;
  let scope: typeof variable.scope | null = variable.scope;
  for (; scope !== null; scope = scope.parent) {
    if (scope.kind === 'class' && scope.frame.class === owner.row)
      return isOfClassItself(variable.scope, owner);
  }
  return true;
}

/** A class's head and body declare variables beside its members: those come after them. */
function isOfClassItself(
  scope: { readonly frame: { readonly function: number; readonly class: number } },
  owner: ClassFacts,
): boolean {
  return scope.frame.class === owner.row && scope.frame.function === -1;
}

/** What a bare name is looked for in: receivers, then the classes around. */
export function surrounding(reading: Reading): Surrounding {
  const { facts, receivers } = reading;
  return { class: facts.class, receiver: facts.this(), others: receivers.toReversed() };
}

/** `object.name`, `Outer.Inner`, `a.b.Type` */
export function readMemberName(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const [first = noNode, nameNode = noNode] = parts(tree, node);
  const object = withoutPrefix(tree, first);
  if (nameNode === noNode) return reading.value(object);
  const name = tree.text(nameNode).replaceAll('`', '');
  if (tree.kind(object) === 'super_expression') return facts.superMember(name, nameNode);
  const whole = wholeName(reading, node);
  if (whole !== undefined) return facts.load(facts.libraryValue(whole), name, nameNode, access);
  const receiver = reading.value(object);
  if (tree.childOfKind(node, '::') !== noNode) return memberReference(reading, receiver, nameNode);
  const value = facts.load(receiver, name, nameNode, access);
  const getter = facts.load(receiver, accessorNames(name).get, noNode);
  return facts.join([value, facts.apply(getter, [])]);
}

/** `owner::name`: a function or property, not called. */
export function memberReference({ tree, facts }: Reading, owner: Slot, name: Node): Slot {
  const text = tree.text(name);
  const itself = facts.instance(owner);
  return facts.join([
    facts.load(owner, calledName(text), name, 'value'),
    facts.load(itself, calledName(text), name, 'value'),
    facts.load(itself, text, name, 'value'),
    facts.load(owner, text, name, 'value'),
  ]);
}

/** The package of `a.b.Type`, where its first name means nothing else. */
function wholeName({ tree, facts, classes }: Reading, node: Node): string | undefined {
  const found = /^((?:[a-z]\w*\.)*[a-z]\w*)\.[A-Z]\w*$/.exec(tree.text(node));
  if (found === null) return undefined;
  const first = found[1]!.split('.')[0]!;
  const isKnown = facts.find(first) !== undefined || classes.some((cls) => cls.names.has(first));
  return isKnown || !found[1]!.includes('.') ? undefined : found[1];
}
