import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { describe } from './functions.ts';
import { genericsOf } from './generics.ts';
import { nameOf } from './parts.ts';
import { type Reading, withGenerics } from './reading.ts';
import { classOfType, narrow, valueOfType } from './type-meanings.ts';

/** `const NAME: T = value;` */
export function readConst(reading: Reading, node: Node): void {
  readVariable(reading, node, { kind: 'constant', subkind: '' });
}

/** `static NAME: T = value;` */
export function readStatic(reading: Reading, node: Node): void {
  readVariable(reading, node, { kind: 'variable', subkind: 'static' });
}

function readVariable(
  reading: Reading,
  node: Node,
  kind: { readonly kind: 'constant' | 'variable'; readonly subkind: string },
): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const meaning = reading.type(tree.child(node, 'type'));
  const value = reading.value(tree.child(node, 'value'), 'value');
  const name = nameNode === noNode ? '_' : nameOf(tree, nameNode);
  if (name === '_') return;
  const definition = facts.define({ node, nameNode, name, ...kind, ...describe(reading, node) });
  readAttributes(reading, node);
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(name, value === nothing ? valueOfType(reading, meaning) : narrow(reading, value, meaning));
}

/** `type Name<T> = Other<T>;`: another name for a class, or for a container with what it holds. */
export function readTypeAlias(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const definition = facts.define({ node, nameNode, name, kind: 'type_alias', ...describe(reading, node) });
  readAttributes(reading, node);
  withGenerics(reading, genericsOf(reading, node), () => {
    const meaning = reading.type(tree.child(node, 'type'));
    const variable = facts.find(name);
    if (variable !== undefined) facts.bindDefinition(variable, definition);
    facts.assign(name, facts.join([classOfType(reading, meaning), ...meaning.values]));
  });
}
