import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { narrow, valueOf } from '../jvm/meanings.ts';
import { readModifiers } from './modifiers.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { declareLocal } from './variables.ts';

/** `try (resources) { … } catch (A | B e) { … } finally { … }` */
export function readTry(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  for (const resource of parts(tree, tree.child(node, 'resources'))) readResource(reading, resource);
  const clauses = parts(tree, node).filter((part) => tree.kind(part) === 'catch_clause');
  facts.branches([
    () => reading.statement(tree.child(node, 'body')),
    ...clauses.map((clause) => () => readCatch(reading, clause)),
  ]);
  facts.closeBlock();
  const last = tree.childOfKind(node, 'finally_clause');
  if (last !== noNode) reading.statement(tree.childOfKind(last, 'block'));
}

function readResource(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const name = tree.child(node, 'name');
  if (name === noNode) {
    reading.value(firstPart(tree, node));
    return;
  }
  readModifiers(reading, node);
  const meaning = reading.type(tree.child(node, 'type'));
  const value = reading.value(tree.child(node, 'value'), 'value');
  declareLocal(reading, name, narrow(facts, value, meaning), meaning);
}

function readCatch(reading: Reading, clause: Node): void {
  const { tree, facts } = reading;
  const parameter = tree.childOfKind(clause, 'catch_formal_parameter');
  facts.openBlock();
  if (parameter !== noNode) {
    const types = parts(tree, tree.childOfKind(parameter, 'catch_type'));
    const values = types.map((type): Slot => valueOf(facts, reading.type(type)));
    declareLocal(reading, tree.child(parameter, 'name'), values.length === 0 ? nothing : facts.join(values));
  }
  reading.statement(tree.child(clause, 'body'));
  facts.closeBlock();
}
