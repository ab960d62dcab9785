import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assignTo } from './assignments.ts';
import { fieldParts, parts } from './parts.ts';
import { bindPattern } from './patterns.ts';
import type { Reading } from './reading.ts';

/** Statements one after the other; the value is that of the last. */
export function readSequence(reading: Reading, node: Node, access: SiteAccess): Slot {
  let last = nothing;
  for (const part of parts(reading.tree, node)) last = reading.value(part, access);
  return last;
}

/** A body with handlers: what `begin`, methods and blocks have. */
export function readGuarded(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const statements = parts(tree, node);
  const ofKind = (kind: string) => statements.filter((part) => tree.kind(part) === kind);
  const handlers = ofKind('rescue');
  const [after = noNode] = ofKind('else');
  const [always = noNode] = ofKind('ensure');
  const clauses = new Set([...handlers, after, always]);
  const readMain = () => {
    let last = nothing;
    for (const part of statements) if (!clauses.has(part)) last = reading.value(part, access);
    return last;
  };
  if (handlers.length === 0) {
    const value = readMain();
    reading.value(always);
    return value;
  }
  const values: Slot[] = [];
  const main = () => {
    const value = readMain();
    values.push(after === noNode ? value : readSequence(reading, after, access));
  };
  facts.branches([
    main,
    ...handlers.map((handler) => () => void values.push(readHandler(reading, handler, access))),
  ]);
  reading.value(always);
  return facts.join(values);
}

/** `rescue A, B => error` */
function readHandler(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const types = parts(tree, tree.child(node, 'exceptions')).map((type) => reading.value(type, 'type'));
  const variable = tree.child(node, 'variable');
  const target = variable === noNode ? noNode : tree.firstNamedChild(variable);
  if (target !== noNode) assignTo(reading, target, facts.instance(facts.join(types)), variable);
  return reading.value(tree.child(node, 'body'), access);
}

/** `a rescue b` */
export function readRescueModifier(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  return facts.join([
    reading.value(tree.child(node, 'body'), access),
    reading.value(tree.child(node, 'handler'), access),
  ]);
}

/** `if`, `unless`, `elsif`, `a ? b : c` and the forms behind a statement. */
export function readIf(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  reading.value(tree.child(node, 'condition'));
  const values: Slot[] = [];
  const path = (field: string) => () => {
    values.push(reading.value(tree.child(node, field), access));
  };
  const first = tree.child(node, 'body') === noNode ? 'consequence' : 'body';
  facts.branches([path(first), path('alternative')]);
  return facts.join(values);
}

export function readWhile(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  facts.loop(() => {
    reading.value(tree.child(node, 'condition'));
    reading.value(tree.child(node, 'body'));
  });
  return nothing;
}

/** `for x in xs` */
export function readFor(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'value'));
  facts.loop(() => {
    const pattern = tree.child(node, 'pattern');
    if (pattern !== noNode) assignTo(reading, pattern, facts.element(value), node);
    reading.value(tree.child(node, 'body'));
  });
  return nothing;
}

/** `case x when A then … else … end` */
export function readCase(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  reading.value(tree.child(node, 'value'));
  const clauses = parts(tree, node).filter(
    (part) => tree.kind(part) === 'when' || tree.kind(part) === 'else',
  );
  for (const clause of clauses)
    for (const pattern of fieldParts(tree, clause, 'pattern')) reading.value(pattern);
  return readClauses(reading, clauses, access);
}

function readClauses(reading: Reading, clauses: readonly Node[], access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const values: Slot[] = [];
  const paths = clauses.map((clause) => () => {
    const body = tree.kind(clause) === 'else' ? clause : tree.child(clause, 'body');
    values.push(body === clause ? readSequence(reading, clause, access) : reading.value(body, access));
  });
  const isComplete = clauses.some((clause) => tree.kind(clause) === 'else');
  facts.branches(isComplete ? paths : [...paths, () => {}]);
  return facts.join(values);
}

/** `case x in {name: String => n} … end` */
export function readCaseMatch(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const value = reading.value(tree.child(node, 'value'));
  const values: Slot[] = [];
  const clauses = parts(tree, node).filter((part) => tree.field(part) !== 'value');
  facts.branches([
    ...clauses.map((clause) => () => {
      if (tree.kind(clause) !== 'in_clause') return void values.push(readSequence(reading, clause, access));
      bindPattern(reading, tree.child(clause, 'pattern'), value);
      reading.value(tree.child(clause, 'guard'));
      values.push(reading.value(tree.child(clause, 'body'), access));
    }),
    () => {},
  ]);
  return facts.join(values);
}

export function readReturn(reading: Reading, node: Node): Slot {
  const { facts, scope } = reading;
  const value = givenValue(reading, node);
  if (scope.method === null) facts.returns(value);
  else facts.copy(scope.method.returned, value);
  facts.endPath();
  return nothing;
}

/** `next value` gives a block's value; `break value` that of the call the block is passed to. */
export function readNext(reading: Reading, node: Node): Slot {
  const { facts } = reading;
  facts.returns(givenValue(reading, node));
  facts.endPath();
  return nothing;
}

function givenValue(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const given = parts(tree, tree.childOfKind(node, 'argument_list')).map((part) =>
    reading.value(part, 'value'),
  );
  if (given.length < 2) return given[0] ?? nothing;
  const all = facts.object();
  given.forEach((value, index) => facts.store(all, String(index), value));
  return all;
}
