import { noNode, type Node } from '../../syntax/tree.ts';
import { readDeclarator } from '../c/declarators.ts';
import { documentationOf } from '../c/documentation.ts';
import { bindGlobal } from '../c/globals.ts';
import { kindOf, parts, partsOfField } from '../c/parts.ts';
import type { ClassScope, Reading, TypeMeaning } from '../c/reading.ts';
import { lineOf } from '../c/signatures.ts';
import { declareAs } from '../c/type-meanings.ts';
import { initialValue } from '../c/declarations.ts';
import { hasSpecifier } from '../c/type-expressions.ts';
import { addMethod } from './methods.ts';
import { declareTypeParameters } from './templates.ts';

/** What stands in a class's braces. */
export function readMembers(reading: Reading, cls: ClassScope, node: Node): void {
  const { tree } = reading;
  const { access } = reading;
  reading.access = kindOf(tree, node) === 'class_specifier' ? 'private' : 'public';
  for (const item of parts(tree, tree.child(node, 'body'))) readMember(reading, cls, item);
  reading.access = access;
}

function readMember(reading: Reading, cls: ClassScope, item: Node): void {
  const { tree, facts } = reading;
  switch (tree.kind(item)) {
    case 'access_specifier':
      reading.access = tree.text(item).replace(':', '').trim();
      return;
    case 'function_definition':
      return readMethod(reading, cls, item);
    case 'field_declaration':
    case 'declaration':
      return readMemberDeclaration(reading, cls, item);
    case 'template_declaration': {
      facts.openBlock();
      declareTypeParameters(reading, tree.child(item, 'parameters'));
      for (const part of parts(tree, item))
        if (tree.field(part) !== 'parameters') readMember(reading, cls, part);
      return facts.closeBlock();
    }
    default:
      reading.statement(item);
  }
}

function readMethod(reading: Reading, cls: ClassScope, item: Node): void {
  const { tree } = reading;
  const declared = readDeclarator(tree, tree.child(item, 'declarator'));
  if (declared.name === noNode || declared.fn === noNode) {
    for (const part of parts(tree, item)) reading.statement(part);
    return;
  }
  addMethod(reading, cls, { node: item, declared, isBody: tree.child(item, 'body') !== noNode });
}

function readMemberDeclaration(reading: Reading, cls: ClassScope, item: Node): void {
  const { tree, facts } = reading;
  const typeNode = tree.child(item, 'type');
  const declarators = partsOfField(tree, item, 'declarator');
  const methods = declarators.map((declarator) => readDeclarator(tree, declarator));
  const [first] = methods;
  if (typeNode === noNode && first !== undefined && first.fn !== noNode) {
    return addMethod(reading, cls, { node: item, declared: first, isBody: false });
  }
  if (first !== undefined && methods.length === 1 && first.fn !== noNode) {
    return addMethod(reading, cls, { node: item, declared: first, isBody: false });
  }
  const type = reading.type(typeNode);
  if (declarators.length === 0) {
    const isNameless =
      typeNode !== noNode &&
      tree.child(typeNode, 'body') !== noNode &&
      tree.child(typeNode, 'name') === noNode;
    if (isNameless) for (const inner of type.classes) facts.base(cls.row, inner, 'extends', item);
    return;
  }
  declarators.forEach((declarator) => addField(reading, cls, item, declarator, type));
}

function addField(reading: Reading, cls: ClassScope, item: Node, declarator: Node, type: TypeMeaning): void {
  const { tree, facts } = reading;
  const declared = readDeclarator(tree, declarator);
  if (declared.fn !== noNode) return addMethod(reading, cls, { node: item, declared, isBody: false });
  if (declared.name === noNode) return;
  const name = tree.text(declared.name);
  const isStatic = hasSpecifier(reading, item, 'static');
  const isExact = !declared.isIndirect && !declared.isArray;
  const definition = facts.define({
    node: item,
    nameNode: declared.name,
    name,
    kind: 'property',
    subkind: isStatic ? 'static' : declared.pointedFn === noNode ? '' : 'function pointer',
    signature: lineOf(tree, item),
    documentation: documentationOf(tree, item),
    visibility: reading.access,
    exported: reading.access !== 'private',
  });
  const slot = facts.slot();
  if (type.isPlain !== true && declared.pointedFn === noNode) {
    if (isExact && type.classes.length > 0) cls.fieldTypes.set(name, facts.join(type.classes));
    declareAs(reading, slot, type, isExact);
  }
  const given = tree.child(item, 'default_value');
  const value = tree.child(declarator, 'value');
  const held = initialValue(reading, type, given === noNode ? value : given, isExact);
  if (type.isPlain !== true) facts.copy(slot, held);
  facts.member(cls.row, name, { definition, slot, place: isStatic ? 'both' : 'instance' });
  cls.members.add(name);
  if (isStatic) bindGlobal(reading, `${cls.name}::${name}`, definition, slot);
  if (isStatic) facts.link({ definition, isDeclaration: true, shape: '', slot });
}
