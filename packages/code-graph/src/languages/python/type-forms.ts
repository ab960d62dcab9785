import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';
import { type ForwardType, parseForwardType } from './forward-types.ts';

/** A type expression with its names looked up: `Optional[models.User]`. */
export interface TypeForm {
  /** `list` is a bracketed list of types, as in `Callable[[A], B]`. */
  readonly kind: 'name' | 'union' | 'list' | 'nothing';
  /** The last part of a dotted name. */
  readonly name: string;
  /** What the name holds. */
  readonly slot: Slot;
  /** Whether a class of this file has the name, so that it is not the one of `typing`. */
  readonly isOwn: boolean;
  readonly arguments: readonly TypeForm[];
}

const noForm: TypeForm = { kind: 'nothing', name: '', slot: nothing, isOwn: false, arguments: [] };

/** Reads a type expression; every name in it is a reference. */
export function readTypeForm(reading: Reading, node: Node): TypeForm {
  if (node === noNode) return noForm;
  const { tree, facts } = reading;
  switch (tree.kind(node)) {
    case 'type':
    case 'parenthesized_expression':
      return readTypeForm(reading, tree.firstNamedChild(node));
    case 'identifier':
      return nameForm(reading, tree.text(node), node);
    case 'attribute':
    case 'member_type': {
      const name = parts(tree, node).at(-1) ?? node;
      const object = readTypeForm(reading, tree.firstNamedChild(node));
      const slot = facts.load(object.slot, tree.text(name), name, 'type');
      return { ...noForm, kind: 'name', name: tree.text(name), slot };
    }
    case 'subscript':
    case 'generic_type':
      return readGeneric(reading, node);
    case 'binary_operator':
    case 'union_type':
      return { ...noForm, kind: 'union', arguments: readAll(reading, parts(tree, node)) };
    case 'list':
    case 'tuple':
      return { ...noForm, kind: 'list', arguments: readAll(reading, parts(tree, node)) };
    case 'string':
      return readForward(reading, node);
    case 'none':
    case 'ellipsis':
      return noForm;
    default:
      return { ...noForm, kind: 'name', slot: reading.value(node, 'type') };
  }
}

function readAll(reading: Reading, nodes: readonly Node[]): TypeForm[] {
  return nodes.map((node) => readTypeForm(reading, node));
}

function nameForm(reading: Reading, name: string, at: Node): TypeForm {
  const { facts } = reading;
  const nested = reading.scope.class?.nestedClasses.get(name);
  const variable = facts.find(name);
  const isOwn = nested !== undefined || variable?.role === 'definition';
  const isFound = variable !== undefined && variable.scope.kind !== 'module';
  const slot =
    nested === undefined || isFound ? facts.read(name, at, 'type') : facts.readVariable(nested, at, 'type');
  return { ...noForm, kind: 'name', name, slot, isOwn };
}

function readGeneric(reading: Reading, node: Node): TypeForm {
  const { tree } = reading;
  const [base, ...rest] = parts(tree, node);
  if (base === undefined) return noForm;
  const form = readTypeForm(reading, base);
  if (form.name === 'Literal') return noForm;
  const isGeneric = rest.length === 1 && tree.kind(rest[0]!) === 'type_parameter';
  const given = isGeneric ? parts(tree, rest[0]!) : rest;
  if (form.name !== 'Annotated') return { ...form, arguments: readAll(reading, given) };
  for (const extra of given.slice(1)) reading.value(unwrapped(reading, extra));
  return readTypeForm(reading, given[0] ?? noNode);
}

function unwrapped({ tree }: Reading, node: Node): Node {
  return tree.kind(node) === 'type' ? tree.firstNamedChild(node) : node;
}

/** A type written as a string, to be looked up later than it stands. */
function readForward(reading: Reading, node: Node): TypeForm {
  const text = textOfString(reading.tree, node);
  const type = text === undefined ? undefined : parseForwardType(text);
  return type === undefined ? noForm : forwardForm(reading, type, node);
}

function forwardForm(reading: Reading, type: ForwardType, at: Node): TypeForm {
  const given = type.arguments.map((argument) => forwardForm(reading, argument, at));
  if (type.kind !== 'name') return { ...noForm, kind: type.kind, arguments: given };
  const [first = '', ...members] = type.path;
  let form = nameForm(reading, first, at);
  for (const member of members) {
    const slot = reading.facts.load(form.slot, member, at, 'type');
    form = { ...noForm, kind: 'name', name: member, slot };
  }
  return { ...form, arguments: given };
}
