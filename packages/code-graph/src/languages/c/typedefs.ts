import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readDeclarator } from './declarators.ts';
import { documentationOf } from './documentation.ts';
import { readEnum } from './enums.ts';
import { bindGlobal } from './globals.ts';
import { qualified } from './names.ts';
import { kindOf, parts, partsOfField, textOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { lineOf } from './signatures.ts';

/** `typedef struct { … } name, *pointer;`: the first name is that of a type without one. */
export function readTypeDefinition(reading: Reading, node: Node): void {
  const { tree } = reading;
  const type = tree.child(node, 'type');
  const names = partsOfField(tree, node, 'declarator').map(
    (declarator) => readDeclarator(tree, declarator).name,
  );
  const isNameless =
    type !== noNode && tree.child(type, 'body') !== noNode && tree.child(type, 'name') === noNode;
  const [first = noNode] = names;
  const isOwn = isNameless && kindOf(tree, first) === 'type_identifier';
  const cls = isOwn ? readNameless(reading, type, first) : aliased(reading, node, type);
  for (const name of names) {
    if (name === noNode || (isOwn && name === first)) continue;
    addAlias(reading, node, name, cls);
  }
  for (const part of parts(tree, node)) if (tree.kind(part) === 'ERROR') reading.statement(part);
}

function readNameless(reading: Reading, type: Node, name: Node): Slot {
  if (kindOf(reading.tree, type) !== 'enum_specifier') return reading.record(type, name);
  readEnum(reading, type, name);
  return nothing;
}

/** Another name for numbers says that its values have no members. */
function aliased(reading: Reading, node: Node, type: Node): Slot {
  const { tree, facts } = reading;
  const meaning = reading.type(type);
  const isFunction = partsOfField(tree, node, 'declarator').some((declarator) => {
    const { fn, pointedFn } = readDeclarator(tree, declarator);
    return fn !== noNode || pointedFn !== noNode;
  });
  if (isFunction) return nothing;
  return meaning.isPlain === true && reading.isCpp ? facts.libraryValue('int') : facts.join(meaning.classes);
}

function addAlias(reading: Reading, node: Node, nameNode: Node, cls: Slot): void {
  const { tree, facts } = reading;
  const name = textOf(tree, nameNode);
  const isSameTag = textOf(tree, tree.child(tree.child(node, 'type'), 'name')) === name;
  if (isSameTag && reading.isCpp) return;
  const full = qualified(reading, name);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'type_alias',
    signature: lineOf(tree, node),
    documentation: documentationOf(tree, node),
    exported: true,
  });
  bindGlobal(reading, full, definition, cls);
  const around = reading.scope.cls;
  if (around !== null) facts.member(around.row, name, { slot: cls, place: 'class' });
}
