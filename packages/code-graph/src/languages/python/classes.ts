import type { Slot } from '../../facts/scopes.ts';
import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArgument } from './calls.ts';
import { passToDecorators, type Decorator } from './decorators.ts';
import { bindDefinitionName } from './definitions.ts';
import { addFieldConstructor } from './fields.ts';
import { declareNames, namesBoundIn } from './names.ts';
import { bindOverloads } from './overloads.ts';
import { parts } from './parts.ts';
import { type Reading, type ReadingClass, type ReadingScope, within } from './reading.ts';
import { headOf } from './signatures.ts';
import { docstringOf } from './strings.ts';
import { readTypeForm } from './type-forms.ts';
import { visibilityOf } from './visibility.ts';

interface Base {
  readonly node: Node;
  readonly slot: Slot;
  /** Its last name: `Enum` for `enum.Enum`. */
  readonly name: string;
}

/** `class Name(bases): body`, with the decorators that stand above it. */
export function readClass(reading: Reading, node: Node, decorators: readonly Decorator[] = []): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const body = tree.child(node, 'body');
  if (nameNode === noNode) return reading.statement(body);
  const name = tree.text(nameNode);
  const bases = readBases(reading, tree.child(node, 'superclasses'));
  const isInterface = bases.some((base) => base.name === 'Protocol');
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'class',
    subkind: subkindOf(bases, decorators),
    signature: headOf(tree, node),
    documentation: docstringOf(tree, body),
    visibility: visibilityOf(name),
  });
  const row = facts.openClass({ definition, isInterface });
  for (const base of bases) if (base.slot !== nothing) facts.base(row, base.slot, 'extends', base.node);
  const cls = readBody(reading, body, { definition, row, isEnum: bases.some(isEnum) });
  const hasFields = decorators.some(({ name }) => dataclassDecorators.has(name)) || bases.some(isRecord);
  if (hasFields) addFieldConstructor(reading, cls, body, bases.every(isRecord));
  facts.closeClass();
  const value = facts.classValue(row);
  passToDecorators(reading, value, decorators);
  bindDefinitionName(reading, nameNode, definition, value);
  noteNested(reading, name);
}

function readBases(reading: Reading, list: Node): Base[] {
  const { tree } = reading;
  const bases: Base[] = [];
  for (const node of parts(tree, list)) {
    const kind = tree.kind(node);
    if (kind === 'keyword_argument' || kind === 'dictionary_splat') readArgument(reading, node);
    else if (kind === 'call' || kind === 'list_splat')
      bases.push({ node, slot: reading.value(node), name: '' });
    else {
      const form = readTypeForm(reading, node);
      bases.push({ node, slot: form.slot, name: form.name });
    }
  }
  return bases;
}

function isEnum(base: Base): boolean {
  return /(?:Enum|Flag|Choices)$/.test(base.name);
}

/** Whether the base makes a class's annotated fields its constructor's parameters. */
function isRecord(base: Base): boolean {
  return base.name === 'NamedTuple' || base.name === 'BaseModel' || base.name === 'Struct';
}

const dataclassDecorators = new Set(['dataclass', 'define', 'frozen', 'attrs', 'attributes']);

function subkindOf(bases: readonly Base[], decorators: readonly Decorator[]): string {
  const names = bases.map((base) => base.name);
  if (decorators.some(({ name }) => dataclassDecorators.has(name))) return 'dataclass';
  if (names.includes('Protocol')) return 'protocol';
  if (bases.some(isEnum)) return 'enum';
  if (names.includes('NamedTuple')) return 'named tuple';
  if (names.includes('TypedDict')) return 'typed dict';
  if (names.includes('ABC')) return 'abstract';
  return decorators.length > 0 ? 'decorated' : '';
}

function readBody(
  reading: Reading,
  body: Node,
  facts: Pick<ReadingClass, 'definition' | 'row' | 'isEnum'>,
): ReadingClass {
  const names = namesBoundIn(reading.tree, body, reading.hasWalrus);
  const cls: ReadingClass = {
    ...facts,
    names,
    attributes: new Map(),
    receiverAttributes: new Set(),
    nestedClasses: new Map(),
  };
  declareNames(reading.facts, names);
  const scope: ReadingScope = {
    kind: 'class',
    names,
    class: cls,
    receiver: null,
    yielded: nothing,
    overloads: [],
  };
  within(reading, scope, () => {
    reading.statement(body);
    bindOverloads(scope);
  });
  return cls;
}

/** Lets annotations of the methods around find a class that stands in the same class body. */
function noteNested({ facts, scope }: Reading, name: string): void {
  const variable = facts.find(name);
  if (scope.kind === 'class' && variable !== undefined) scope.class?.nestedClasses.set(name, variable);
}
