import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { visibilityOf } from './methods.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './signatures.ts';

/** `attr_reader :name` and its like: methods that read and write `@name`. */
export function addAccessor(
  reading: Reading,
  symbol: { readonly node: Node; readonly name: string },
  how: { readonly subkind: string; readonly reads: boolean; readonly writes: boolean },
): void {
  const { tree, facts, scope } = reading;
  const { node, name } = symbol;
  const { body, isSingleton } = scope;
  const statement = tree.parent(tree.parent(node));
  const definition = facts.define({
    node,
    nameNode: node,
    name,
    kind: 'property',
    subkind: how.subkind,
    signature: `${how.subkind} :${name}`,
    documentation: statement === noNode ? '' : documentationOf(tree, statement),
    visibility: visibilityOf(body, name, isSingleton ? 'class' : 'instance'),
    parent: body.definition,
  });
  if (how.writes) addWriter(reading, name, definition);
  if (how.reads) addReader(reading, name, definition);
}

function addReader(reading: Reading, name: string, definition: number): void {
  const { facts } = reading;
  addMethod(reading, name, definition, () => facts.returns(facts.load(facts.this(), `@${name}`, noNode)));
}

function addWriter(reading: Reading, name: string, definition: number): void {
  const { facts } = reading;
  addMethod(reading, `${name}=`, definition, () => {
    const value = facts.parameter('value');
    facts.store(facts.this(), `@${name}`, value);
    facts.returns(value);
  });
}

/** Adds a method whose body the text does not spell out. */
export function addMethod(reading: Reading, name: string, definition: number, read: () => void): void {
  const { facts, scope } = reading;
  const { body, isSingleton } = scope;
  const side = isSingleton ? body.classSide : ({ cls: body.cls, place: 'instance' } as const);
  const receiver = side.place === 'class' ? 'class' : 'instance';
  const fn = facts.openFunction({ definition, receiver, class: side.cls });
  read();
  facts.closeFunction();
  facts.member(side.cls, name, { definition, slot: facts.functionValue(fn), place: side.place });
}

/** Defines a method that a call in a class body makes. */
export function defineMade(
  reading: Reading,
  found: { readonly node: Node; readonly nameNode: Node; readonly name: string; readonly subkind: string },
  kind: 'method' | 'property' = 'method',
): number {
  const { tree, facts, scope } = reading;
  return facts.define({
    ...found,
    kind,
    signature: lineOf(tree, found.node),
    documentation: documentationOf(tree, found.node),
    visibility: visibilityOf(scope.body, found.name, scope.isSingleton ? 'class' : 'instance'),
    parent: scope.body.definition,
  });
}
