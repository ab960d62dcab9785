import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { type Annotation, annotate, noAnnotation } from './annotations.ts';
import type { Reading, ReadingClass, Receiver } from './reading.ts';
import { assignmentOf } from './signatures.ts';
import { visibilityOf } from './visibility.ts';

/** `object.name = value`. The first assignment to the receiver in a class defines the attribute. */
export function storeAttribute(
  reading: Reading,
  target: Node,
  value: Slot,
  statement: Node,
  annotation: Annotation = noAnnotation,
): void {
  const { tree, facts, scope } = reading;
  const object = tree.child(target, 'object');
  const attribute = tree.child(target, 'attribute');
  if (attribute === noNode) return;
  const name = tree.text(attribute);
  const isReceiver = scope.receiver !== null && tree.text(object) === scope.receiver.name;
  if (isReceiver && scope.class !== null && isNew(scope.class, name)) {
    defineAttribute(reading, scope.class, scope.receiver, { attribute, statement, annotation });
    return facts.store(reading.value(object), name, value);
  }
  facts.store(reading.value(object), name, value, attribute);
}

function isNew(cls: ReadingClass, name: string): boolean {
  return !cls.names.roles.has(name) && !cls.receiverAttributes.has(name);
}

function defineAttribute(
  reading: Reading,
  cls: ReadingClass,
  receiver: Receiver,
  found: { readonly attribute: Node; readonly statement: Node; readonly annotation: Annotation },
): void {
  const { tree, facts } = reading;
  const name = tree.text(found.attribute);
  const node = found.statement === noNode ? tree.parent(found.attribute) : found.statement;
  cls.receiverAttributes.add(name);
  const definition = facts.define({
    node,
    nameNode: found.attribute,
    name,
    kind: 'property',
    subkind: receiver.kind === 'instance' ? 'instance attribute' : 'class attribute',
    signature: assignmentOf(tree, node),
    visibility: visibilityOf(name),
    parent: cls.definition,
  });
  const slot = found.annotation === noAnnotation ? nothing : facts.slot();
  annotate(reading, slot, found.annotation);
  facts.member(cls.row, name, {
    definition,
    slot,
    place: receiver.kind === 'instance' ? 'instance' : 'both',
  });
}
