import type { DefinitionKind } from '@gkg/ontology';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { underlying } from './elements.ts';
import { readInterfaceBody } from './interfaces.ts';
import { declareTypeParameters } from './parameters.ts';
import { firstPart, parts } from './parts.ts';
import type { NamedType, Reading } from './reading.ts';
import { underlyingFunction } from './receivers.ts';
import { typeHeadOf } from './signatures.ts';
import { embed, readFields } from './structs.ts';
import { classOfType, valueOfType } from './type-meanings.ts';
import { isExported, visibilityOf } from './visibility.ts';

/** `type Name …`, `type (…)` */
export function readTypeDeclaration(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const specs = parts(tree, node).filter((spec) => tree.child(spec, 'name') !== noNode);
  const isSingle = specs.length === 1;
  for (const spec of specs) {
    if (facts.isInFunction) facts.declare(tree.text(tree.child(spec, 'name')), 'definition');
  }
  for (const spec of specs) readSpec(reading, spec, isSingle ? node : spec);
}

function readSpec(reading: Reading, spec: Node, declaration: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(spec, 'name');
  const type = tree.child(spec, 'type');
  const name = tree.text(nameNode);
  if (name === '_') return void reading.type(type);
  const definition = facts.define({
    node: declaration,
    nameNode,
    name,
    kind: kindOf(reading, spec),
    subkind: tree.kind(spec) === 'type_alias' ? 'alias' : '',
    signature: typeHeadOf(tree, spec),
    documentation: documentationOf(tree, declaration) || documentationOf(tree, spec),
    visibility: visibilityOf(name),
    exported: isExported(name),
  });
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  const isRenaming = tree.kind(spec) === 'type_alias' && type !== noNode && isNameOfType(tree.kind(type));
  facts.assign(name, isRenaming ? renamed(reading, type) : readClass(reading, spec, definition));
}

/** What the other name of a type stands for; one of Go's own has nothing to look into. */
function renamed(reading: Reading, type: Node): Slot {
  const value = classOfType(reading, reading.type(type));
  return value === nothing ? reading.facts.libraryValue(reading.tree.text(type)) : value;
}

/** A type that has methods is a class, whatever it is made of. */
function kindOf({ tree, facts, withMethods }: Reading, spec: Node): DefinitionKind {
  const type = tree.child(spec, 'type');
  const kind = type === noNode ? '' : tree.kind(type);
  if (kind === 'struct_type') return 'struct';
  if (kind === 'interface_type') return 'interface';
  const hasMethods = !facts.isInFunction && withMethods.has(tree.text(tree.child(spec, 'name')));
  return hasMethods ? 'class' : 'type_alias';
}

function isNameOfType(kind: string): boolean {
  return /^(?:type_identifier|qualified_type|generic_type|pointer_type)$/.test(kind);
}

function readClass(reading: Reading, spec: Node, definition: number): Slot {
  const { tree, facts } = reading;
  const type = tree.child(spec, 'type');
  const kind = type === noNode ? '' : tree.kind(type);
  facts.openBlock();
  declareTypeParameters(reading, tree.child(spec, 'type_parameters'));
  const row = facts.openClass({ definition, isInterface: kind === 'interface_type' });
  const named: NamedType = { definition, row, isFunction: kind === 'function_type' };
  const name = tree.text(tree.child(spec, 'name'));
  if (!reading.types.has(name)) reading.types.set(name, named);
  if (kind === 'struct_type') readFields(reading, named, firstPart(tree, type));
  else if (kind === 'interface_type') readInterfaceBody(reading, named, type);
  else readUnderlying(reading, named, type);
  facts.closeClass();
  facts.closeBlock();
  return facts.classValue(row);
}

/** `type Ids []Id`, `type Handler func(…)`, `type Name other.Name` */
function readUnderlying(reading: Reading, named: NamedType, type: Node): void {
  const { facts } = reading;
  const meaning = reading.type(type);
  embed(reading, named, type, meaning);
  if (named.isFunction) addConversion(reading, named);
  if (meaning.values.length === 0) return;
  facts.member(named.row, underlying, { slot: valueOfType(reading, meaning), place: 'instance' });
}

/** What is converted to a type of functions is what its receivers call. */
function addConversion({ facts }: Reading, { row }: NamedType): void {
  const fn = facts.openFunction({ definition: -1, receiver: 'instance', class: row });
  facts.store(facts.this(), underlyingFunction, facts.parameter(''));
  facts.closeFunction();
  facts.member(row, underlyingFunction, { slot: facts.functionValue(fn), place: 'class' });
}
