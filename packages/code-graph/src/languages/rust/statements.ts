import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { bindClosure } from './closures.ts';
import { isExact } from './exact-types.ts';
import { isItem } from './items.ts';
import { kindOf, parts } from './parts.ts';
import { bindPattern } from './patterns.ts';
import type { Reading } from './reading.ts';
import { narrow, valueOfType } from './type-meanings.ts';

/** Reads a statement; items have been read with those beside them. */
export function readStatement(reading: Reading, node: Node): void {
  if (node === noNode) return;
  const kind = reading.tree.kind(node);
  if (isItem(kind) || kind === 'empty_statement') return;
  if (kind === 'let_declaration') return readLet(reading, node);
  if (kind === 'expression_statement') {
    for (const part of parts(reading.tree, node)) reading.value(part);
    return;
  }
  if (kind === 'ERROR') return readBroken(reading, node);
  reading.value(node);
}

/** Whatever stands in an error, nothing inside it is lost. */
function readBroken(reading: Reading, node: Node): void {
  const nodes = parts(reading.tree, node);
  reading.items(nodes);
  for (const part of nodes) reading.statement(part);
}

/** `let pattern: T = value else { … };` */
function readLet(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const [pattern, right] = [tree.child(node, 'pattern'), tree.child(node, 'value')];
  if (bindClosure(reading, node, pattern, right)) return;
  const value = reading.value(right, 'value');
  const alternative = tree.child(node, 'alternative');
  if (alternative !== noNode) facts.branches([() => reading.value(alternative), () => {}]);
  if (pattern !== noNode) bindPattern(reading, pattern, narrowed(reading, value, tree.child(node, 'type')));
  else reading.type(tree.child(node, 'type'));
}

/** What the type says, and the value where that may say more. */
function narrowed(reading: Reading, value: number, type: Node): number {
  const meaning = reading.type(type);
  if (isExact(reading, type)) return valueOfType(reading, meaning);
  return value === nothing && meaning.classes.length + meaning.values.length === 0
    ? nothing
    : narrow(reading, value, meaning);
}

/** Reads a block; its value is that of the expression it ends with. */
export function readBlock(reading: Reading, node: Node): number {
  const { tree, facts } = reading;
  const nodes = parts(tree, node).filter((part) => tree.kind(part) !== 'label');
  facts.openBlock();
  reading.items(nodes);
  let value = nothing;
  for (const part of nodes) value = readPart(reading, part);
  facts.closeBlock();
  return value;
}

function readPart(reading: Reading, part: Node): number {
  const { tree } = reading;
  const kind = tree.kind(part);
  if (kind === 'expression_statement') return endOfStatement(reading, part);
  if (kind === 'let_declaration' || kind === 'ERROR' || isItem(kind)) {
    reading.statement(part);
    return nothing;
  }
  return reading.value(part, 'value');
}

/** An expression that ends with a block needs no semicolon, and is the block's value where it is the last. */
function endOfStatement(reading: Reading, node: Node): number {
  const { tree } = reading;
  const expression = tree.firstNamedChild(node);
  const isValue = tree.childOfKind(node, ';') === noNode;
  const value = reading.value(expression, isValue && kindOf(tree, expression) !== '' ? 'value' : 'read');
  return isValue ? value : nothing;
}
