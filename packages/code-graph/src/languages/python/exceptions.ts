import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readBlock, readClause } from './blocks.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { bindTarget } from './targets.ts';

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
