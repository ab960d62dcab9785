import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** The name under which a type is looked up where only a type may stand. */
export function typeKey(name: string, arity: number): string {
  return `${name}\`${arity}`;
}

/** Makes a type (or a namespace) a name of what is around it, for types and for expressions. */
export function bindType(
  { facts }: Reading,
  holder: number,
  name: string,
  arity: number,
  found: { readonly definition: number; readonly slot: Slot },
): void {
  facts.member(holder, typeKey(name, arity), { ...found, place: 'class' });
  if (arity === 0) facts.member(holder, name, { ...found, place: 'class' });
}

/** Makes a type that stands in no other one that imports can name. */
export function exportType(
  { facts, place }: Reading,
  name: string,
  found: { readonly definition: number; readonly slot: Slot; readonly isPrivate: boolean },
): void {
  if (place.types.length > 0) return;
  const variable = facts.moduleVariable(`${place.namespace}::${name}`);
  facts.bindDefinition(variable, found.definition);
  facts.assign(variable.name, found.slot);
  facts.export(name, { variable, isPrivate: found.isPrivate });
}

/** The identifier of `A` and `A<B>`, and with how many type arguments. */
export function nameAndArity(
  { tree }: Reading,
  node: Node,
): { readonly identifier: Node; readonly arity: number } {
  if (tree.kind(node) !== 'generic_name') return { identifier: node, arity: 0 };
  const list = tree.childOfKind(node, 'type_argument_list');
  const given = parts(tree, list).length;
  const commas = list === noNode ? 0 : (tree.text(list).match(/,/g)?.length ?? 0);
  return { identifier: tree.firstNamedChild(node), arity: given === 0 ? commas + 1 : given };
}

/** The class or namespace that a name in a type means; `key` and all before it are references. */
export function typeNamed(reading: Reading, node: Node): Slot {
  return look(reading, node, (row, name, at) =>
    reading.facts.around({ class: row, receiver: nothing }, name, at, 'type'),
  );
}

/** As `typeNamed`, for what has to be known before the hierarchy is: bases, and what `using` names. */
export function baseType(reading: Reading, node: Node): Slot {
  return look(reading, node, (row, name, at) => reading.facts.baseAround(row, name, at));
}

type Look = (row: number, name: string, at: Node) => Slot;

function look(reading: Reading, node: Node, first: Look): Slot {
  const { tree, facts, place } = reading;
  if (node === noNode) return nothing;
  switch (tree.kind(node)) {
    case 'qualified_name': {
      const qualifier = look(reading, tree.child(node, 'qualifier'), first);
      return member(reading, qualifier, tree.child(node, 'name'));
    }
    case 'alias_qualified_name': {
      const alias = tree.child(node, 'alias');
      const name = tree.child(node, 'name');
      if (name === noNode) return nothing;
      const isGlobal = alias === noNode || /^(?:global)?$/.test(tree.text(alias));
      if (!isGlobal) return member(reading, look(reading, alias, first), name);
      const { identifier, arity } = nameAndArity(reading, name);
      return first(place.root, typeKey(tree.text(identifier), arity), identifier);
    }
    case 'identifier':
    case 'generic_name': {
      const { identifier, arity } = nameAndArity(reading, node);
      const text = identifier === noNode ? '' : tree.text(identifier);
      const parameter = arity === 0 ? facts.find(text) : undefined;
      if (parameter !== undefined && parameter.role === 'parameter') return facts.allValuesOf(parameter);
      return first(place.row, typeKey(text, arity), identifier);
    }
    default:
      return nothing;
  }
}

function member(reading: Reading, qualifier: Slot, node: Node): Slot {
  if (node === noNode) return nothing;
  const { identifier, arity } = nameAndArity(reading, node);
  if (identifier === noNode) return nothing;
  return reading.facts.load(qualifier, typeKey(reading.tree.text(identifier), arity), identifier, 'type');
}
