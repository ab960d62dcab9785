import { noNode, type Node } from '../../syntax/tree.ts';
import { type Declared, readDeclarator } from './declarators.ts';
import { documentationOf } from './documentation.ts';
import { bindGlobal } from './globals.ts';
import { qualified } from './names.ts';
import { declareParameters, shapeOf } from './parameters.ts';
import { kindOf, parts, textOf } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { headOf, lineOf } from './signatures.ts';
import { declareAs, isTold } from './type-meanings.ts';
import { hasSpecifier } from './type-expressions.ts';

/** `int name(int a) { … }` */
export function readFunction(reading: Reading, node: Node): void {
  const { tree } = reading;
  const declared = readDeclarator(tree, tree.child(node, 'declarator'));
  if (kindOf(tree, declared.name) !== 'identifier') return readBodyOnly(reading, node);
  addFunction(reading, { node, declared, name: tree.text(declared.name), isBody: true });
}

/** A body whose head cannot be read. */
function readBodyOnly(reading: Reading, node: Node): void {
  for (const part of parts(reading.tree, node)) reading.statement(part);
}

/** A function declared without its body. */
export function readFunctionDeclaration(reading: Reading, node: Node, declared: Declared): void {
  const name = textOf(reading.tree, declared.name);
  if (kindOf(reading.tree, declared.name) !== 'identifier') return;
  const full = qualified(reading, name);
  if (!reading.isCpp && (reading.bodies.has(full) || reading.declared.has(full))) return;
  reading.declared.add(full);
  addFunction(reading, { node, declared, name, isBody: false });
}

export interface FunctionFacts {
  readonly node: Node;
  readonly declared: Declared;
  readonly name: string;
  readonly isBody: boolean;
  /** The path before the name where no definition around it stands for that. */
  readonly qualifier?: string;
}

export function addFunction(reading: Reading, own: FunctionFacts): void {
  const { node, declared, name, isBody, qualifier } = own;
  const { tree, facts } = reading;
  const isStatic = hasSpecifier(reading, node, 'static');
  const definition = facts.define({
    node,
    nameNode: declared.name,
    name,
    kind: 'function',
    subkind: isBody ? (isStatic ? 'static' : '') : 'declaration',
    signature: isBody ? headOf(tree, node) : lineOf(tree, node),
    documentation: documentationOf(tree, node),
    exported: !isStatic,
    ...(reading.isInBody ? { parent: -1 } : {}),
    ...(qualifier === undefined ? {} : { qualifier }),
  });
  const type = reading.type(tree.child(node, 'type'));
  const fn = openAndRead(reading, node, declared, { definition, type, receiver: 'none', cls: -1 });
  const value = facts.functionValue(fn);
  bindGlobal(reading, qualified(reading, name), definition, value, isStatic);
  if (!isStatic) {
    const shape = shapeOf(reading, tree.child(declared.fn, 'parameters'));
    facts.link({
      definition,
      name: qualified(reading, name),
      isDeclaration: !isBody,
      shape: reading.isCpp ? shape : '',
    });
  }
}

/** Reads parameters, result and body in the function's own scope. */
export function openAndRead(
  reading: Reading,
  node: Node,
  declared: Declared,
  own: {
    readonly definition: number;
    readonly type: TypeMeaning;
    readonly receiver: 'none' | 'instance' | 'class' | 'lexical';
    readonly cls: number;
  },
): number {
  const { tree, facts, isResultTyped, isInBody } = reading;
  const fn = facts.openFunction({ definition: own.definition, receiver: own.receiver, class: own.cls });
  const older = parts(tree, node).filter((part) => kindOf(tree, part) === 'declaration');
  if (declared.fn !== noNode) declareParameters(reading, tree.child(declared.fn, 'parameters'), older);
  reading.isResultTyped = isTold(own.type);
  if (own.type.isOpen !== true) declareAs(reading, facts.returnSlotOf(fn), own.type, !declared.isIndirect);
  const trailing = declared.fn === noNode ? noNode : tree.childOfKind(declared.fn, 'trailing_return_type');
  if (trailing !== noNode) {
    const result = reading.type(firstType(reading, trailing));
    declareAs(reading, facts.returnSlotOf(fn), result, false);
  }
  reading.isInBody = true;
  const initialisers = tree.childOfKind(node, 'field_initializer_list');
  if (initialisers !== noNode) reading.statement(initialisers);
  const body = tree.child(node, 'body');
  if (body !== noNode) reading.statement(body);
  facts.closeFunction();
  reading.isResultTyped = isResultTyped;
  reading.isInBody = isInBody;
  return fn;
}

function firstType({ tree }: Reading, node: Node): Node {
  return tree.firstNamedChild(node);
}
