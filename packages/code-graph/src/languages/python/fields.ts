import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading, ReadingClass } from './reading.ts';

/**
 * Gives a class whose constructor follows from its annotated fields (a data class, a named tuple) that
 * constructor: one parameter for each field, stored under the field's name; a tuple has it under its place, too. Fields of classes above are
 * not known here, so that with bases only keywords are matched.
 */
export function addFieldConstructor(
  reading: Reading,
  cls: ReadingClass,
  body: Node,
  isPositional: boolean,
): void {
  const { facts } = reading;
  if (cls.names.roles.has('__init__')) return;
  const fn = facts.openFunction({ definition: -1, receiver: 'instance', class: cls.row });
  fieldNames(reading, body).forEach((name, index) => {
    const value = facts.parameter(name, isPositional ? 'positional' : 'keywordOnly');
    facts.store(facts.this(), name, value);
    if (!isPositional) return;
    const field = facts.load(facts.this(), name, noNode);
    facts.member(cls.row, String(index), { slot: field, place: 'instance' });
  });
  facts.closeFunction();
  facts.member(cls.row, '__init__', { slot: facts.functionValue(fn), place: 'both' });
}

function fieldNames({ tree }: Reading, body: Node): string[] {
  return parts(tree, body)
    .map((statement) => tree.firstNamedChild(statement))
    .filter((node) => node !== noNode && tree.kind(node) === 'assignment')
    .filter((node) => isField(tree.child(node, 'type'), (type) => tree.text(type)))
    .map((node) => tree.text(tree.child(node, 'left')));
}

function isField(type: Node, textOf: (type: Node) => string): boolean {
  return type !== noNode && !textOf(type).includes('ClassVar');
}
