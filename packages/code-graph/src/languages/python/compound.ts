import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assume } from './conditions.ts';
import { bindElement, readIterable } from './iteration.ts';
import { callOf } from './protocols.ts';
import { parts } from './parts.ts';
import { classPatternIn, matchClass, matchPattern } from './patterns.ts';
import type { Reading } from './reading.ts';
import { bindTarget } from './targets.ts';

/** `if … elif … else` */
export function readIf(reading: Reading, node: Node): void {
  const { tree } = reading;
  const alternatives = parts(tree, node).filter((part) => tree.field(part) === 'alternative');
  readBranch(reading, node, alternatives);
}

/** One condition with its block, and all that follows when it does not hold. */
function readBranch(reading: Reading, node: Node, alternatives: readonly Node[]): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  reading.value(condition);
  const whenTrue = () => {
    assume(reading, condition, true);
    readBlockFor(reading, tree.child(node, 'consequence'), isTypeCheck(reading, condition));
  };
  const whenFalse = () => {
    assume(reading, condition, false);
    readAlternatives(reading, alternatives);
  };
  facts.branches([whenTrue, whenFalse]);
}

function readAlternatives(reading: Reading, [first, ...rest]: readonly Node[]): void {
  if (first === undefined) return;
  if (reading.tree.kind(first) === 'elif_clause') readBranch(reading, first, rest);
  else readClause(reading, first);
}

function isTypeCheck({ tree }: Reading, condition: Node): boolean {
  return condition !== noNode && /^(?:typing\.)?TYPE_CHECKING$/.test(tree.text(condition));
}

function readBlockFor(reading: Reading, block: Node, isTypeOnly: boolean): void {
  const before = reading.isTypeOnly;
  reading.isTypeOnly = before || isTypeOnly;
  readBlock(reading, block);
  reading.isTypeOnly = before;
}

function readBlock(reading: Reading, block: Node): void {
  if (block !== noNode) reading.statement(block);
}

/** The blocks of an `else`, `except` or `finally` clause. */
function readClause(reading: Reading, clause: Node): void {
  const { tree } = reading;
  if (clause === noNode) return;
  for (const part of parts(tree, clause)) reading.statement(part);
}

/** `for target in iterable: … else: …` */
export function readFor(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const elements = readIterable(reading, tree.child(node, 'right'));
  facts.loop(() => {
    bindElement(reading, tree.child(node, 'left'), elements);
    readBlock(reading, tree.child(node, 'body'));
  });
  readClause(reading, tree.child(node, 'alternative'));
}

/** `while condition: … else: …` */
export function readWhile(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const condition = tree.child(node, 'condition');
  facts.loop(() => {
    reading.value(condition);
    assume(reading, condition, true);
    readBlock(reading, tree.child(node, 'body'));
  });
  readClause(reading, tree.child(node, 'alternative'));
}

/** `try: … except: … else: … finally: …`; a handler starts from what held before the block. */
export function readTry(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const clauses = parts(tree, node);
  const handlers = clauses.filter((clause) => tree.kind(clause) === 'except_clause');
  const ofKind = (kind: string) => clauses.find((clause) => tree.kind(clause) === kind) ?? noNode;
  facts.branches([
    () => {
      readBlock(reading, tree.child(node, 'body'));
      readClause(reading, ofKind('else_clause'));
    },
    ...handlers.map((handler) => () => readHandler(reading, handler)),
  ]);
  readClause(reading, ofKind('finally_clause'));
  for (const clause of clauses) if (tree.kind(clause) === 'ERROR') reading.statement(clause);
}

function readHandler(reading: Reading, handler: Node): void {
  const { tree, facts } = reading;
  for (const part of parts(tree, handler)) {
    const kind = tree.kind(part);
    if (kind === 'block') reading.statement(part);
    else if (kind === 'as_pattern') {
      const [types, target] = parts(tree, part);
      const caught = types === undefined ? nothing : caughtBy(reading, types);
      if (target !== undefined) bindTarget(reading, target, facts.instance(caught));
    } else if (tree.field(part) === 'alias') bindTarget(reading, part, nothing);
    else caughtBy(reading, part);
  }
}

/** The classes of an `except` clause: one, or a tuple. */
function caughtBy(reading: Reading, types: Node): Slot {
  const { tree, facts } = reading;
  const kind = tree.kind(types);
  if (kind !== 'tuple' && kind !== 'parenthesized_expression') return reading.value(types, 'type');
  return facts.join(parts(tree, types).map((type) => reading.value(type, 'type')));
}

/** `with context as target, …: …` */
export function readWith(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const item of withItems(reading, tree.childOfKind(node, 'with_clause'))) readItem(reading, item);
  readBlock(reading, tree.child(node, 'body'));
}

/** The contexts of a clause, seen through the parentheses that may stand around them. */
function withItems(reading: Reading, clause: Node): Node[] {
  const { tree } = reading;
  return parts(tree, clause).flatMap((part) => {
    const kind = tree.kind(part);
    const isWrapping = kind === 'with_item' || kind === 'parenthesized_expression' || kind === 'tuple';
    return isWrapping ? withItems(reading, part) : [part];
  });
}

function readItem(reading: Reading, item: Node): void {
  const { tree } = reading;
  if (tree.kind(item) !== 'as_pattern') {
    reading.value(item);
    return;
  }
  const [context, target] = parts(tree, item);
  if (context === undefined) return;
  const entered = enter(reading, reading.value(context));
  if (target !== undefined) bindTarget(reading, target, entered);
}

/** What `__enter__` gives, or the value that a generator made into a context yields. */
function enter(reading: Reading, context: Slot): Slot {
  const by = (method: string) => callOf(reading, context, method);
  return reading.facts.join([by('__enter__'), by('__aenter__'), reading.facts.element(context)]);
}

/** `match subject: case pattern if guard: …` */
export function readMatch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const subjectNode = tree.child(node, 'subject');
  const subject = reading.value(subjectNode);
  const clauses = parts(tree, tree.child(node, 'body'));
  const cases = clauses.map(
    (clause) => () => readCase(reading, clause, { node: subjectNode, value: subject }),
  );
  facts.branches([...cases, () => {}]);
}

function readCase(
  reading: Reading,
  clause: Node,
  subject: { readonly node: Node; readonly value: Slot },
): void {
  const { tree, facts } = reading;
  for (const part of parts(tree, clause)) {
    if (tree.kind(part) !== 'case_pattern') {
      reading.statement(part);
      continue;
    }
    const type = classPatternIn(tree, part);
    if (type === noNode) matchPattern(reading, part, subject.value);
    else {
      const instance = matchClass(reading, type);
      if (tree.kind(subject.node) === 'identifier') facts.assign(tree.text(subject.node), instance);
    }
  }
}
