import { noNode, type Node } from '../../syntax/tree.ts';
import { readAssignment, readShortDeclaration } from './assignments.ts';
import { readFor } from './loops.ts';
import { sendTo } from './elements.ts';
import { listed, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { giveResults } from './results.ts';
import { readIf, readSelect, readSwitch, readTypeSwitch } from './branches.ts';
import { readFunction } from './functions.ts';
import { readTypeDeclaration } from './type-declarations.ts';
import { readVariables } from './variables.ts';

type StatementReader = (reading: Reading, node: Node) => void;

/** How each kind of statement is read; a kind that is not listed is read as an expression. */
export const statementReaders: Readonly<Record<string, StatementReader>> = {
  statement_list: readAll,
  expression_statement: readAll,
  ERROR: readAll,
  block: readBlock,
  function_declaration: readFunction,
  method_declaration: readFunction,
  type_declaration: readTypeDeclaration,
  var_declaration: readVariables,
  const_declaration: readVariables,
  short_var_declaration: readShortDeclaration,
  assignment_statement: readAssignment,
  send_statement: readSend,
  return_statement: readReturn,
  if_statement: readIf,
  for_statement: readFor,
  expression_switch_statement: readSwitch,
  type_switch_statement: readTypeSwitch,
  select_statement: readSelect,
  labeled_statement: readLabeled,
  break_statement: readBreak,
  continue_statement: ({ facts }) => facts.leaveLoop(),
  go_statement: readAll,
  defer_statement: readAll,
  comment: () => {},
  package_clause: () => {},
  import_declaration: () => {},
};

function readAll(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.statement(part);
}

function readBlock(reading: Reading, node: Node): void {
  reading.facts.openBlock();
  readAll(reading, node);
  reading.facts.closeBlock();
}

function readLabeled(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) {
    if (reading.tree.field(part) !== 'label') reading.statement(part);
  }
}

/** A `break` ends what it leaves; a switch goes on after itself on every path anyway. */
function readBreak({ tree, facts, breakable }: Reading, node: Node): void {
  const isLabeled = tree.firstNamedChild(node) !== noNode;
  if (isLabeled || breakable === 'loop') facts.leaveLoop();
}

function readSend(reading: Reading, node: Node): void {
  const { tree } = reading;
  const channel = reading.value(tree.child(node, 'channel'));
  sendTo(reading, channel, reading.value(tree.child(node, 'value'), 'value'));
}

function readReturn(reading: Reading, node: Node): void {
  const [list] = parts(reading.tree, node);
  const values = list === undefined ? [] : listed(reading.tree, list);
  giveResults(
    reading,
    values.map((value) => reading.value(value, 'value')),
  );
  reading.facts.endPath();
}
