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
  for (const part of parts(reading.tree, node)) reading.value(part);
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

export function readField(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const object = reading.value(tree.child(node, 'argument'));
  const field = tree.child(node, 'field');
  if (field === noNode || object === nothing) return nothing;
  return facts.load(object, tree.text(field), field, access);
}

function readSubscript(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'argument'));
  for (const part of parts(tree, node)) if (tree.field(part) !== 'argument') reading.value(part);
  return reading.elementOf(value);
}

function readConditional(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const condition = reading.value(tree.child(node, 'condition'));
  const consequence = tree.child(node, 'consequence');
  const one = consequence === noNode ? condition : reading.value(consequence, access);
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
  const left = reading.value(tree.child(node, 'left'));
  reading.value(tree.child(node, 'right'));
  return operator === '+' || operator === '-' ? left : nothing;
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
