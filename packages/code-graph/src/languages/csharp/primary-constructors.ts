import { noNode, type Node } from '../../syntax/tree.ts';
import { callConstructor } from './bases.ts';
import { declareParameters, parametersIn } from './parameters.ts';
import { inPlace, type Reading, type TypeBody } from './reading.ts';
import { fieldHeadOf } from './signatures.ts';

/**
 * `class C(Repo repo) : Base(repo)`: what the parameters hold is seen in the whole body; those of a record
 * are properties.
 */
export function readPrimaryConstructor(reading: Reading, node: Node, body: TypeBody): void {
  const { tree, facts, place } = reading;
  const list = tree.childOfKind(node, 'parameter_list');
  if (list === noNode) return;
  const fn = facts.openFunction({
    definition: -1,
    receiver: 'instance',
    class: body.row,
    owner: body.definition,
  });
  inPlace(reading, { ...place, isStatic: false }, () => {
    declareParameters(reading, list);
    callBase(reading, node);
  });
  facts.closeFunction();
  const isRecord = tree.kind(node) === 'record_declaration';
  const slots = facts.parameterSlots(fn);
  parametersIn(tree, list).forEach(({ node: parameter, name, type }, index) => {
    if (name === noNode) return;
    const definition = isRecord ? defineProperty(reading, parameter, name, type) : -1;
    facts.member(body.row, tree.text(name), { definition, slot: slots[index]!, place: 'instance' });
  });
  facts.member(body.row, '.ctor', { slot: facts.functionValue(fn), place: 'class' });
}

function callBase(reading: Reading, node: Node): void {
  const { tree } = reading;
  const bases = tree.childOfKind(node, 'base_list');
  if (bases === noNode) return;
  const base = tree.childOfKind(bases, 'primary_constructor_base_type');
  const holder = base === noNode ? bases : base;
  const args = tree.childOfKind(holder, 'argument_list');
  if (args !== noNode) callConstructor(reading, tree.firstNamedChild(holder), args, 'base');
}

function defineProperty({ tree, facts }: Reading, node: Node, nameNode: Node, type: Node): number {
  const name = tree.text(nameNode);
  return facts.define({
    node: node === noNode ? nameNode : node,
    nameNode,
    name,
    kind: 'property',
    subkind: 'record',
    signature: node === noNode ? name : fieldHeadOf(tree, node, type, name),
    visibility: 'public',
    exported: true,
  });
}
