import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { elementOf } from './library-types.ts';
import { lastPart, parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `from x in xs where … select …`: the value is a collection of what is selected. */
export function readQuery(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  facts.openBlock();
  let result = nothing;
  for (const clause of parts(tree, node)) {
    if (tree.kind(clause) === 'identifier') {
      declareName(reading, clause, elementOf(reading, result));
      continue;
    }
    result = clauseReaders[tree.kind(clause)]?.(reading, clause) ?? readAll(reading, clause);
  }
  facts.closeBlock();
  return result;
}

type ClauseReader = (reading: Reading, clause: Node) => Slot;

const clauseReaders: Readonly<Record<string, ClauseReader>> = {
  from_clause: readFrom,
  join_clause: readJoin,
  let_clause: readLet,
  select_clause: (reading, clause) =>
    reading.facts.collection(reading.value(lastPart(reading.tree, clause), 'value')),
  group_clause: readGroup,
};

function readAll(reading: Reading, clause: Node): Slot {
  for (const part of parts(reading.tree, clause)) reading.value(part);
  return nothing;
}

function declareName({ tree, facts }: Reading, name: Node, value: Slot): void {
  if (name === noNode) return;
  facts.declare(tree.text(name), 'local');
  facts.assign(tree.text(name), value);
}

function readFrom(reading: Reading, clause: Node): Slot {
  const { tree } = reading;
  reading.type(tree.child(clause, 'type'));
  const source = elementOf(reading, reading.value(lastPart(tree, clause)));
  declareName(reading, tree.child(clause, 'name'), source);
  return nothing;
}

/** `join y in ys on a equals b into z` */
function readJoin(reading: Reading, clause: Node): Slot {
  const { tree } = reading;
  const type = tree.child(clause, 'type');
  reading.type(type);
  const [name = noNode, source = noNode, ...others] = parts(tree, clause).filter((part) => part !== type);
  const joined = reading.value(source);
  declareName(reading, name, elementOf(reading, joined));
  for (const other of others) {
    if (tree.kind(other) === 'join_into_clause') declareName(reading, tree.firstNamedChild(other), joined);
    else reading.value(other);
  }
  return nothing;
}

function readLet(reading: Reading, clause: Node): Slot {
  const [name = noNode, value = noNode] = parts(reading.tree, clause);
  declareName(reading, name, reading.value(value, 'value'));
  return nothing;
}

/** `group x by key`: collections of what is grouped, each with its key. */
function readGroup(reading: Reading, clause: Node): Slot {
  const { facts, tree } = reading;
  const [value = noNode, key = noNode] = parts(tree, clause);
  const group = facts.collection(reading.value(value, 'value'));
  facts.store(group, 'Key', reading.value(key, 'value'));
  return facts.collection(group);
}
