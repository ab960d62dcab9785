import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assignTo, declareLocal } from './assignments.ts';
import { firstPart, listed, parts, partsOfField } from './parts.ts';
import { type Reading, withinBreakable } from './reading.ts';
import { narrow } from './type-meanings.ts';

/** `if init; condition { … } else …` */
export function readIf(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'initializer'));
  reading.value(tree.child(node, 'condition'));
  facts.branches([
    () => reading.statement(tree.child(node, 'consequence')),
    () => reading.statement(tree.child(node, 'alternative')),
  ]);
  facts.closeBlock();
}

/** `switch init; value { case a, b: … default: … }` */
export function readSwitch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'initializer'));
  reading.value(tree.child(node, 'value'));
  readCases(reading, node, (clause) => {
    for (const value of listed(tree, tree.child(clause, 'value'))) reading.value(value);
  });
  facts.closeBlock();
}

/** `switch x := y.(type) { case T: … }`: in a case of one type the name is of that type. */
export function readTypeSwitch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'initializer'));
  const value = reading.value(tree.child(node, 'value'));
  const alias = firstPart(tree, tree.child(node, 'alias'));
  readCases(reading, node, (clause) => {
    const narrowed = readTypeCase(reading, clause, value);
    if (alias !== noNode) declareLocal(reading, alias, narrowed);
  });
  facts.closeBlock();
}

function readTypeCase(reading: Reading, clause: Node, value: Slot): Slot {
  const types = partsOfField(reading.tree, clause, 'type').filter(
    (type) => reading.tree.text(type) !== 'nil',
  );
  const meanings = types.map((type) => reading.type(type));
  const [only] = meanings;
  if (meanings.length > 1)
    return reading.facts.join(meanings.map((meaning) => narrow(reading, value, meaning)));
  return only === undefined ? value : narrow(reading, value, only);
}

const clauses = new Set(['expression_case', 'type_case', 'default_case', 'communication_case']);

/** Reads the cases as paths beside each other; `enter` reads what stands before the colon. */
function readCases(reading: Reading, node: Node, enter: (clause: Node) => void): void {
  const { tree, facts } = reading;
  const cases = parts(tree, node).filter((part) => clauses.has(tree.kind(part)));
  const hasDefault = cases.some((clause) => tree.kind(clause) === 'default_case');
  const paths = cases.map((clause) => () => {
    facts.openBlock();
    enter(clause);
    reading.statement(tree.childOfKind(clause, 'statement_list'));
    facts.closeBlock();
  });
  withinBreakable(reading, 'switch', () => facts.branches(hasDefault ? paths : [...paths, () => {}]));
}

/** `select { case x := <-c: … case c <- y: … }` */
export function readSelect(reading: Reading, node: Node): void {
  readCases(reading, node, (clause) => {
    const communication = reading.tree.child(clause, 'communication');
    if (communication === noNode) return;
    if (reading.tree.kind(communication) === 'receive_statement') readReceive(reading, communication);
    else reading.statement(communication);
  });
}

function readReceive(reading: Reading, node: Node): void {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'right'));
  const isDeclaration = tree.childOfKind(node, ':=') !== noNode;
  listed(tree, tree.child(node, 'left')).forEach((target, index) => {
    const own = index === 0 ? value : nothing;
    if (isDeclaration) declareLocal(reading, target, own);
    else assignTo(reading, target, own);
  });
}
