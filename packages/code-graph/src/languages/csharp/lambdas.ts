import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { documentationOf } from './documentation.ts';
import { readFunctionBody } from './methods.ts';
import { modifiersOf } from './modifiers.ts';
import { declareParameters, giveBack } from './parameters.ts';
import { isKeyword } from './parts.ts';
import { type Reading, type TypeMeaning, unknownType, withinFunction } from './reading.ts';
import { declareResult, giveResult } from './results.ts';
import { headOf } from './signatures.ts';
import { declareTypeParameters } from './type-parameters.ts';

/** `(x, y) => value`, `async x => { … }`, `delegate (int x) { … }`: its code belongs to what is around it. */
export function readLambda(reading: Reading, node: Node, meaning: TypeMeaning = unknownType): Slot {
  const { tree, facts } = reading;
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  const list = tree.child(node, 'parameters');
  declareLambdaParameters(reading, list, meaning);
  const result = declareResult(
    reading,
    reading.type(tree.child(node, 'type')),
    modifiersOf(tree, node).has('async'),
  );
  const named = tree.child(node, 'body');
  const body = named === noNode ? tree.childOfKind(node, 'block') : named;
  withinFunction(reading, result, () => {
    if (body === noNode) return;
    if (tree.kind(body) === 'block') reading.statement(body);
    else giveResult(reading, reading.value(body, 'value'));
  });
  facts.closeFunction();
  return facts.functionValue(fn);
}

function declareLambdaParameters(reading: Reading, list: Node, { takes }: TypeMeaning): void {
  const { tree, facts } = reading;
  if (list === noNode) return;
  if (tree.kind(list) === 'implicit_parameter') {
    const slot = facts.parameter(tree.text(list));
    return facts.copy(slot, takes?.[0] ?? nothing);
  }
  const meanings = takes?.map((slot) => ({ classes: [], values: slot === nothing ? [] : [slot] }));
  declareParameters(reading, list, meanings);
}

/** Local functions are known in their whole block. */
export function declareLocalFunctions(reading: Reading, statements: readonly Node[]): void {
  const { tree, facts } = reading;
  for (const statement of statements) {
    const node = tree.kind(statement) === 'global_statement' ? tree.firstNamedChild(statement) : statement;
    if (node === noNode || tree.kind(node) !== 'local_function_statement') continue;
    const name = tree.child(node, 'name');
    if (name !== noNode && !isKeyword(tree.text(name))) facts.declare(tree.text(name), 'definition');
  }
}

/** `T name(parameters) { … }` inside a function */
export function readLocalFunction(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode || isKeyword(tree.text(nameNode)))
    return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'function',
    subkind: 'local',
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node),
  });
  const variable = facts.declare(name, 'definition');
  facts.bindDefinition(variable, definition);
  const fn = facts.openFunction({ definition, receiver: 'lexical' });
  readAttributes(reading, node);
  declareTypeParameters(reading, node);
  const list = tree.child(node, 'parameters');
  declareParameters(reading, list);
  const isAsync = modifiersOf(tree, node).has('async');
  const result = declareResult(reading, reading.type(tree.child(node, 'type')), isAsync);
  withinFunction(reading, result, () => readFunctionBody(reading, tree.child(node, 'body')));
  giveBack(reading, list, fn);
  facts.closeFunction();
  facts.assign(name, facts.functionValue(fn));
}
