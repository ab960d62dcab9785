import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { qualifierOf } from './constants.ts';
import { type DocComment, docAbove } from './doc-comments.ts';
import { typeWith } from './doc-preference.ts';
import { contentOf } from './documentation.ts';
import { declaredName } from './names.ts';
import { callableParameter } from './named-callables.ts';
import { callablePositions, declareParameters } from './parameters.ts';
import { kindOf, parts } from './parts.ts';
import { functionScope, type FunctionScope, type Reading, within } from './reading.ts';
import { headOf } from './signatures.ts';
import { declareAs } from './type-meanings.ts';
import { readType } from './type-expressions.ts';
import { declareVariable, valueOfVariable } from './variables.ts';

/** `function name(…) { … }`: wherever it stands, its name belongs to the whole program. */
export function readFunction(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const doc = docAbove(reading, node);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'function',
    signature: headOf(tree, node),
    documentation: contentOf(doc.text),
    exported: true,
    ...qualifierOf(reading),
  });
  const fn = facts.openFunction({ definition, receiver: 'none' });
  within(reading, functionScope({ globals: doc.globals }), () => readFunctionParts(reading, node, doc));
  facts.closeFunction();
  const key = declaredName(reading, name, 'function');
  const variable = facts.find(key);
  if (variable === undefined) return;
  facts.bindDefinition(variable, definition);
  facts.assign(key, facts.functionValue(fn));
  for (const position of callablePositions(reading, tree.child(node, 'parameters'), doc)) {
    facts.export(callableParameter(key, position), {});
  }
}

/** Reads what functions of all kinds have: attributes, parameters, the type of the result, a body. */
export function readFunctionParts(reading: Reading, node: Node, doc: DocComment): void {
  const { tree, facts, scope } = reading;
  reading.value(tree.child(node, 'attributes'));
  declareParameters(reading, tree.child(node, 'parameters'), doc);
  declareResult(reading, node, doc);
  const body = tree.child(node, 'body');
  if (tree.kind(node) === 'arrow_function') facts.returns(reading.value(body, 'value'));
  else reading.statement(body);
  if (scope.yielded !== nothing) facts.returns(scope.yielded);
}

function declareResult(reading: Reading, node: Node, doc: DocComment): void {
  const { tree, facts } = reading;
  const native = tree.child(node, 'return_type');
  const type = readType(reading, native);
  declareAs(facts, facts.returnSlotOf(facts.function), typeWith(reading, native, type, doc.returns));
}

/** `function (…) use ($a) { … }`, `fn (…) => …`, also `static` */
export function readClosure(reading: Reading, node: Node, _access: SiteAccess): Slot {
  const { tree, facts, scope } = reading;
  const isArrow = tree.kind(node) === 'arrow_function';
  const captured = isArrow ? [] : capturedVariables(reading, node);
  const definition = defineClosure(reading, node);
  const fn = facts.openFunction({ definition, receiver: 'lexical' });
  const inner = functionScope({
    around: isArrow ? scope : null,
    class: scope.class,
    isStatic: scope.isStatic,
  });
  within(reading, inner, () => {
    for (const { name, value } of captured) bindCaptured(reading, inner, name, value);
    readFunctionParts(reading, node, docAbove(reading, node));
  });
  facts.closeFunction();
  return facts.functionValue(fn);
}

interface Captured {
  readonly name: string;
  /** What it holds where the closure is made; undefined for one that stays the same variable. */
  readonly value: Slot | undefined;
}

function capturedVariables(reading: Reading, node: Node): Captured[] {
  const { tree } = reading;
  return parts(tree, tree.childOfKind(node, 'anonymous_function_use_clause')).map((part) => {
    const isShared = tree.kind(part) === 'by_ref';
    const name = tree.text(isShared ? tree.firstNamedChild(part) : part);
    declareVariable(reading, name);
    return { name, value: isShared ? undefined : valueOfVariable(reading, name) };
  });
}

function bindCaptured({ facts }: Reading, inner: FunctionScope, name: string, value: Slot | undefined): void {
  inner.variables.add(name);
  if (value === undefined) return;
  facts.declare(name, 'local');
  facts.assign(name, value);
}

/** A closure that is given to a variable goes by that name; others have none. */
function defineClosure({ tree, facts }: Reading, node: Node): number {
  let at = tree.parent(node);
  while (kindOf(tree, at) === 'parenthesized_expression') at = tree.parent(at);
  if (kindOf(tree, at) !== 'assignment_expression') return -1;
  const nameNode = tree.child(at, 'left');
  if (kindOf(tree, nameNode) !== 'variable_name') return -1;
  return facts.define({
    node: at,
    nameNode,
    name: tree.text(nameNode).slice(1),
    kind: 'function',
    subkind: 'closure',
    signature: headOf(tree, node),
  });
}
