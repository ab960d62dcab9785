import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { type Declared, readDeclarator } from './declarators.ts';
import { documentationOf } from './documentation.ts';
import { readFunctionDeclaration } from './functions.ts';
import { bindGlobal } from './globals.ts';
import { fillInitialiser } from './initialisers.ts';
import { qualified } from './names.ts';
import { kindOf, parts, partsOfField } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { lineOf } from './signatures.ts';
import { typedValue, valueOfType } from './type-meanings.ts';
import { hasSpecifier } from './type-expressions.ts';

/** `static struct ops a = { … }, *b;`, `int f(int);` */
export function readDeclaration(reading: Reading, node: Node): void {
  const { tree } = reading;
  const type = reading.type(tree.child(node, 'type'));
  for (const declarator of partsOfField(tree, node, 'declarator')) {
    readDeclared(reading, node, declarator, type);
  }
  for (const part of parts(tree, node)) if (tree.kind(part) === 'ERROR') reading.statement(part);
}

export function readDeclared(reading: Reading, node: Node, declarator: Node, type: TypeMeaning): void {
  const { tree } = reading;
  const declared = readDeclarator(tree, declarator);
  if (declared.fn !== noNode) return readFunctionDeclaration(reading, node, declared);
  if (kindOf(tree, declared.name) !== 'identifier') return reading.statement(declarator);
  const isExtern = hasSpecifier(reading, node, 'extern');
  const initialiser = tree.child(declarator, 'value');
  if (reading.isInBody && !isExtern) return addLocal(reading, declared, type, initialiser);
  addVariable(reading, { node, declared, type, initialiser, isExtern });
}

function addLocal(reading: Reading, declared: Declared, type: TypeMeaning, initialiser: Node): void {
  const { tree, facts } = reading;
  const name = tree.text(declared.name);
  const isExact = !declared.isIndirect;
  const value = initialValue(reading, type, initialiser, isExact && !declared.isArray);
  facts.declare(name, 'local');
  if (declared.pointedFn !== noNode) return facts.assign(name, value);
  const held = typedValue(reading, type, value, isExact);
  if (held !== nothing) facts.assign(name, held);
}

/** The value of what stands after `=`, `(` or `{`. */
export function initialValue(reading: Reading, type: TypeMeaning, node: Node, isExact: boolean): Slot {
  if (node === noNode) return nothing;
  const kind = reading.tree.kind(node);
  if (kind === 'initializer_list' || kind === 'argument_list') {
    return reading.initialise(type, node, isExact);
  }
  if (type.isPlain !== true) return reading.value(node, 'value');
  reading.use(node);
  return nothing;
}

/** C's own initialisers: `{ .read = f, 1 }` fills something of the type. */
export function initialiseRecord(reading: Reading, type: TypeMeaning, node: Node): Slot {
  const value = type.isPlain === true ? nothing : valueOfType(reading, type, false);
  return reading.facts.join([value, fillInitialiser(reading, value, node)]);
}

interface VariableFacts {
  readonly node: Node;
  readonly declared: Declared;
  readonly type: TypeMeaning;
  readonly initialiser: Node;
  readonly isExtern: boolean;
}

function addVariable(reading: Reading, { node, declared, type, initialiser, isExtern }: VariableFacts): void {
  const { tree, facts } = reading;
  const name = tree.text(declared.name);
  const full = qualified(reading, name);
  const isDeclaration = isExtern && initialiser === noNode;
  const isStatic = hasSpecifier(reading, node, 'static');
  if (isDeclaration && (reading.bodies.has(full) || reading.declared.has(full))) return;
  reading.declared.add(full);
  const isConstant = /^(?:static\s+|inline\s+|extern\s+)*(?:const|constexpr)\b[^*]*$/.test(
    tree.source.slice(tree.start(node), tree.start(declared.name)),
  );
  const definition = facts.define({
    node,
    nameNode: declared.name,
    name,
    kind: isConstant ? 'constant' : 'variable',
    subkind: isDeclaration ? 'declaration' : isStatic ? 'static' : '',
    signature: lineOf(tree, node),
    documentation: documentationOf(tree, node),
    exported: !isStatic,
    ...(reading.isInBody ? { parent: -1 } : {}),
  });
  const variable = bindGlobal(reading, full, definition, nothing, isStatic);
  const value = initialValue(reading, type, initialiser, !declared.isIndirect && !declared.isArray);
  const held = declared.pointedFn === noNode ? typedValue(reading, type, value, !declared.isIndirect) : value;
  const all = facts.allValuesOf(variable);
  facts.copy(all, held);
  if (!isStatic) facts.link({ definition, name: full, isDeclaration, shape: '', slot: all });
}
