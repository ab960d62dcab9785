import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAssignment } from './assignments.ts';
import { readCall } from './calls.ts';
import { initialiseRecord } from './declarations.ts';
import { readName } from './names.ts';
import { firstPart, parts, textOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

export type ExpressionReader = (reading: Reading, node: Node, access: SiteAccess) => Slot;

const readNothing: ExpressionReader = () => nothing;

/** What each kind of expression's value is. A kind that is not listed has its parts read. */
export const expressionReaders: Readonly<Record<string, ExpressionReader>> = {
  identifier: readIdentifier,
  field_identifier: readNothing,
  statement_identifier: readNothing,
  number_literal: readNothing,
  string_literal: readNothing,
  concatenated_string: readParts,
  char_literal: readNothing,
  true: readNothing,
  false: readNothing,
  null: readNothing,
  call_expression: readCall,
  unary_expression: readParts,
  update_expression: readUpdate,
  field_expression: readField,
  subscript_expression: readSubscript,
  pointer_expression: readInner,
  parenthesized_expression: readInner,
  assignment_expression: readAssignment,
  conditional_expression: readConditional,
  cast_expression: readCast,
  compound_literal_expression: readCompoundLiteral,
  initializer_list: readInitialiserList,
  comma_expression: readComma,
  binary_expression: readBinary,
  sizeof_expression: readSizeOf,
  alignof_expression: readSizeOf,
  offsetof_expression: readSizeOf,
  gnu_asm_expression: readNothing,
};

function readParts(reading: Reading, node: Node): Slot {
  for (const part of parts(reading.tree, node)) reading.use(part);
  return nothing;
}

/** Pointers, what they point to and parenthesised values are not told apart. */
function readInner(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const inner = tree.child(node, 'argument');
  const part = inner === noNode ? firstPart(tree, node) : inner;
  if (part !== noNode && tree.kind(part) === 'compound_statement') {
    reading.statement(part);
    return nothing;
  }
  return reading.value(part, access);
}

export interface Member {
  readonly receiver: Slot;
  readonly name: string;
  readonly at: Node;
}

export function memberOf(reading: Reading, node: Node): Member {
  const { tree } = reading;
  const receiver = reading.value(tree.child(node, 'argument'));
  const at = tree.child(node, 'field');
  return { receiver, name: textOf(tree, at), at };
}

function readField(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { receiver, name, at } = memberOf(reading, node);
  if (at === noNode || receiver === nothing) return nothing;
  return reading.facts.load(receiver, name, at, access);
}

function readSubscript(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'argument'));
  for (const part of parts(tree, node)) if (tree.field(part) !== 'argument') reading.use(part);
  return reading.elementOf(value);
}

function readConditional(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const consequence = tree.child(node, 'consequence');
  const isShort = consequence === noNode;
  if (!isShort) reading.use(tree.child(node, 'condition'));
  const one = reading.value(isShort ? tree.child(node, 'condition') : consequence, access);
  return reading.facts.join([one, reading.value(tree.child(node, 'alternative'), access)]);
}

/** `(struct foo *)x`: a pointer to a struct is taken for what it is said to be. */
function readCast(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const type = reading.type(tree.child(node, 'type'));
  const value = reading.value(tree.child(node, 'value'), access);
  if (type.classes.length === 0 && type.values.length === 0) return value;
  const typed = valueOfType(reading, type, false);
  return type.isTag === true ? typed : reading.facts.join([typed, value]);
}

function readCompoundLiteral(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  return reading.initialise(reading.type(tree.child(node, 'type')), tree.child(node, 'value'), true);
}

function readInitialiserList(reading: Reading, node: Node): Slot {
  return initialiseRecord(reading, { classes: [], values: [] }, node);
}

function readComma(reading: Reading, node: Node, access: SiteAccess): Slot {
  reading.value(reading.tree.child(node, 'left'));
  return reading.value(reading.tree.child(node, 'right'), access);
}

/** `p + 1` is still what `p` is. */
function readBinary(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const operator = textOf(tree, tree.child(node, 'operator'));
  const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
  if (operator !== '+' && operator !== '-') {
    reading.use(left);
    reading.use(right);
    return nothing;
  }
  const value = reading.value(left);
  reading.use(right);
  return value;
}

function readSizeOf(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const type = tree.child(node, 'type');
  if (type === noNode) return readParts(reading, node);
  reading.type(type);
  return nothing;
}

function readIdentifier(reading: Reading, node: Node, access: SiteAccess): Slot {
  return readName(reading, reading.tree.text(node), node, access);
}

/** `i++` writes, and what it gives is a number or a pointer to the same. */
function readUpdate(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const target = tree.child(node, 'argument');
  if (target === noNode || tree.kind(target) !== 'field_expression') return reading.value(target, access);
  const { receiver, name, at } = memberOf(reading, target);
  if (at !== noNode && receiver !== nothing) reading.facts.refer(receiver, name, at, 'write');
  return nothing;
}
