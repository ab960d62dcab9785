import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { declaratorName } from './declared-members.ts';
import { defineMember, indexer, isClosed, placeOf } from './members.ts';
import { readFunctionBody } from './methods.ts';
import { modifiersOf } from './modifiers.ts';
import { declareParameters } from './parameters.ts';
import { lastPart, partsOfKind } from './parts.ts';
import { inPlace, type Reading, type TypeMeaning, withinFunction } from './reading.ts';
import { declareResult } from './results.ts';
import { fieldHeadOf } from './signatures.ts';
import { dependOnReceiver } from './type-arguments.ts';
import { declareAs } from './type-meanings.ts';

/** `T a = 1, b;`, `const T A = 1;`, `event Handler E;` */
export function readField(reading: Reading, node: Node): void {
  const { tree } = reading;
  const declaration = tree.childOfKind(node, 'variable_declaration');
  if (declaration === noNode) return;
  readAttributes(reading, node);
  const type = tree.child(declaration, 'type');
  const meaning = reading.type(type);
  for (const declarator of partsOfKind(tree, declaration, 'variable_declarator')) {
    addField(reading, node, declarator, { type, meaning });
  }
}

function addField(
  reading: Reading,
  node: Node,
  declarator: Node,
  { type, meaning }: { readonly type: Node; readonly meaning: TypeMeaning },
): void {
  const { tree, facts } = reading;
  const nameNode = declaratorName(tree, declarator);
  const modifiers = modifiersOf(tree, node);
  const isEvent = tree.kind(node) === 'event_field_declaration';
  const name = tree.text(nameNode);
  const definition = defineMember(reading, {
    node: declarator,
    nameNode,
    name,
    kind: modifiers.has('const') ? 'constant' : 'property',
    subkind: isEvent ? 'event' : 'field',
    signature: fieldHeadOf(tree, node, type, name),
    modifiersOf: node,
  });
  const slot = facts.slot();
  declareAs(reading, slot, meaning);
  dependOnReceiver(reading, slot, type);
  const value = lastPart(tree, declarator);
  if (value !== noNode && value !== nameNode) facts.copy(slot, reading.valueAs(value, meaning));
  addMember(reading, name, modifiers, { definition, slot });
}

function addMember(
  reading: Reading,
  name: string,
  modifiers: ReadonlySet<string>,
  found: { readonly definition: number; readonly slot: Slot },
): void {
  const [body] = reading.place.types;
  if (body === undefined) return;
  const how = { place: placeOf(modifiers), isClosed: isClosed(reading, modifiers) };
  reading.facts.member(body.row, name, { ...found, ...how });
}

/** `T Name { get; set; } = value;`, `T Name => value;`, `T this[int i] { … }`, `event Handler E { add … }` */
export function readProperty(reading: Reading, node: Node): void {
  const { tree, facts, place } = reading;
  const isIndexer = tree.kind(node) === 'indexer_declaration';
  const nameNode = isIndexer ? tree.childOfKind(node, 'this') : tree.child(node, 'name');
  if (nameNode === noNode) return;
  const isEvent = tree.kind(node) === 'event_declaration';
  const modifiers = modifiersOf(tree, node);
  const name = isIndexer ? indexer : tree.text(nameNode);
  const subkind = isIndexer ? { subkind: 'indexer' } : isEvent ? { subkind: 'event' } : {};
  const definition = defineMember(reading, { node, nameNode, name, kind: 'property', ...subkind });
  readAttributes(reading, node);
  const meaning = reading.type(tree.child(node, 'type'));
  const slot = facts.slot();
  declareAs(reading, slot, meaning);
  dependOnReceiver(reading, slot, tree.child(node, 'type'));
  const inner = { ...place, isStatic: placeOf(modifiers) === 'class' };
  const accessors: Accessors = { definition, meaning, parameters: tree.child(node, 'parameters') };
  inPlace(reading, inner, () => {
    for (const accessor of partsOfKind(tree, tree.child(node, 'accessors'), 'accessor_declaration')) {
      facts.copy(slot, readAccessor(reading, accessor, accessors));
    }
    facts.copy(slot, readValue(reading, tree.child(node, 'value'), accessors));
  });
  addMember(reading, name, modifiers, { definition, slot });
}

interface Accessors {
  readonly definition: number;
  readonly meaning: TypeMeaning;
  /** Those of an indexer. */
  readonly parameters: Node;
}

/** What a getter gives; nothing of a setter, which takes `value`. */
function readAccessor(reading: Reading, node: Node, accessors: Accessors): Slot {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const name = nameNode === noNode ? '' : tree.text(nameNode);
  const body = tree.child(node, 'body');
  if (body === noNode) return nothing;
  const fn = openAccessor(reading, accessors);
  if (name !== 'get') declareAs(reading, facts.parameter('value'), accessors.meaning);
  const result = name === 'get' ? declareResult(reading, accessors.meaning, false) : reading.result;
  withinFunction(reading, result, () => readFunctionBody(reading, body));
  facts.closeFunction();
  return name === 'get' ? facts.returnSlotOf(fn) : nothing;
}

/** `= value` of a property, or `=> value` of one that is computed. */
function readValue(reading: Reading, value: Node, accessors: Accessors): Slot {
  const { tree, facts } = reading;
  if (value === noNode) return nothing;
  if (tree.kind(value) !== 'arrow_expression_clause') return reading.valueAs(value, accessors.meaning);
  const fn = openAccessor(reading, accessors);
  const result = declareResult(reading, accessors.meaning, false);
  withinFunction(reading, result, () => readFunctionBody(reading, value));
  facts.closeFunction();
  return facts.returnSlotOf(fn);
}

function openAccessor(reading: Reading, { definition, parameters }: Accessors): number {
  const { facts, place } = reading;
  const fn = facts.openFunction({
    definition: -1,
    receiver: place.isStatic ? 'none' : 'instance',
    class: place.types[0]?.row ?? -1,
    owner: definition,
  });
  declareParameters(reading, parameters);
  return fn;
}
