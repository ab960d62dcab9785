import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { docAbove } from './doc-comments.ts';
import { typeWith } from './doc-preference.ts';
import { commentAbove, contentOf } from './documentation.ts';
import { constantKeyOf } from './members.ts';
import { partsOfKind, parts } from './parts.ts';
import { functionScope, type Reading, within } from './reading.ts';
import { lineOf } from './signatures.ts';
import { declareAs, isEmpty, type TypeMeaning } from './type-meanings.ts';
import { readType } from './type-expressions.ts';

/** `private ?Foo $a = null, $b;`, also `static` and with hooks */
export function readProperties(reading: Reading, node: Node): void {
  const { tree } = reading;
  reading.value(tree.child(node, 'attributes'));
  const native = tree.child(node, 'type');
  const type = readType(reading, native);
  const doc = docAbove(reading, node);
  for (const element of partsOfKind(tree, node, 'property_element')) {
    const nameNode = tree.child(element, 'name');
    if (nameNode === noNode) continue;
    const said = doc.variables.get('') ?? doc.variables.get(tree.text(nameNode));
    const meaning = typeWith(reading, native, type, said);
    readProperty(reading, node, element, meaning);
  }
  readHooks(reading, node);
}

function readProperty(reading: Reading, node: Node, element: Node, type: TypeMeaning): void {
  const { tree, facts } = reading;
  const slot = facts.slot();
  const native = tree.child(node, 'type');
  declareAs(facts, slot, type);
  const value = reading.value(tree.child(element, 'default_value'), 'value');
  facts.copy(slot, value);
  const isArray = native !== noNode && /^\??array$/i.test(tree.text(native));
  if (isArray && value === nothing && isEmpty(type)) facts.copy(slot, facts.object());
  defineProperty(reading, node, tree.child(element, 'name'), slot);
}

/** Defines a property and makes it a member of the class being read. */
export function defineProperty(reading: Reading, node: Node, nameNode: Node, slot: Slot): void {
  const { tree, facts, scope } = reading;
  if (scope.class === null) return;
  const name = tree.text(nameNode).slice(1);
  const isStatic = tree.childOfKind(node, 'static_modifier') !== noNode;
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'property',
    subkind: isStatic ? 'static' : '',
    signature: lineOf(tree, node),
    documentation: contentOf(commentAbove(tree, node)),
    visibility: visibilityOf(reading, node),
    parent: scope.class.definition,
  });
  const key = isStatic ? `$${name}` : name;
  facts.member(scope.class.row, key, { definition, slot, place: isStatic ? 'class' : 'instance' });
}

export function visibilityOf({ tree }: Reading, node: Node): string {
  const modifier = tree.childOfKind(node, 'visibility_modifier');
  const text = modifier === noNode ? 'public' : tree.text(modifier).toLowerCase();
  return text.startsWith('private') ? 'private' : text.startsWith('protected') ? 'protected' : 'public';
}

/** `{ get => …; set { … } }` */
function readHooks(reading: Reading, node: Node): void {
  const { tree, facts, scope } = reading;
  if (scope.class === null) return;
  for (const hook of parts(tree, tree.childOfKind(node, 'property_hook_list'))) {
    facts.openFunction({ definition: -1, receiver: 'instance', class: scope.class.row });
    within(reading, functionScope({ class: scope.class }), () => {
      reading.scope.variables.add('$value');
      facts.parameter('$value');
      const body = tree.child(hook, 'body');
      if (body !== noNode) reading.statement(body);
    });
    facts.closeFunction();
  }
}

/** `const A = 1, B = 2;` in a class */
export function readClassConstants(reading: Reading, node: Node): void {
  const { tree, facts, scope } = reading;
  if (scope.class === null) return;
  reading.value(tree.child(node, 'attributes'));
  readType(reading, tree.child(node, 'type'));
  for (const element of partsOfKind(tree, node, 'const_element')) {
    const [nameNode, value] = parts(tree, element);
    if (nameNode === undefined) continue;
    const definition = facts.define({
      node,
      nameNode,
      name: tree.text(nameNode),
      kind: 'constant',
      signature: lineOf(tree, node),
      documentation: contentOf(commentAbove(tree, node)),
      visibility: visibilityOf(reading, node),
    });
    const held = facts.slot();
    facts.copy(held, reading.value(value ?? noNode, 'value'));
    const key = constantKeyOf(tree.text(nameNode));
    facts.member(scope.class.row, key, { definition, slot: held, place: 'both' });
  }
}
