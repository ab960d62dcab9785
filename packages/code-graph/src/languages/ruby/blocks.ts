import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { functionsIn } from './functions.ts';
import { openLocals } from './locals.ts';
import { declareImplicitParameters, declareParameters } from './parameters.ts';
import { parts } from './parts.ts';
import { type Reading, within } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

/** A block, lambda body or `proc`: a function that sees the variables around it and their `self`. */
export function readBlock(reading: Reading, node: Node, parameters: Node = noNode): Slot {
  const { facts } = reading;
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  readBlockBody(reading, node, parameters);
  facts.closeFunction();
  return facts.functionValue(fn);
}

/** Parameters and statements of a block in the open function. */
export function readBlockBody(reading: Reading, node: Node, parameters: Node = noNode): void {
  const { tree, facts, scope } = reading;
  const list = parameters === noNode ? tree.child(node, 'parameters') : parameters;
  within(reading, { ...scope, locals: openLocals(scope.locals) }, () => {
    if (list === noNode) declareImplicitParameters(reading);
    else declareParameters(reading, list);
    const body = tree.child(node, 'body');
    if (scope.body.kind !== 'class') openFunctions(reading, body);
    facts.returns(reading.value(body, 'value'));
  });
}

/** Methods written in a block outside of classes are not those of top level. */
function openFunctions(reading: Reading, body: Node): void {
  const { scope } = reading;
  const functions = functionsIn(reading, body);
  const isInMethod = scope.method !== null;
  reading.scope = { ...scope, functions, body: isInMethod ? scope.body : { ...scope.body, kind: 'block' } };
}

/** `-> (x) { … }` */
export function readLambda(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  return readBlock(reading, tree.child(node, 'body'), tree.child(node, 'parameters'));
}

/** `&:name`, `&block`, `&method(:name)`: the block that a call passes. */
export function readBlockArgument(reading: Reading, node: Node): Slot {
  const { tree, facts, scope } = reading;
  const value = tree.firstNamedChild(node);
  if (value === noNode) return scope.method?.block ?? nothing;
  if (tree.kind(value) !== 'simple_symbol') return reading.value(value, 'value');
  const fn = facts.openFunction({ definition: -1, receiver: 'lexical' });
  const receiver = facts.parameter('');
  const member = textOfSymbol(tree, value) ?? '';
  facts.returns(facts.call({ receiver, member, at: value }, []));
  facts.closeFunction();
  return facts.functionValue(fn);
}

/** `yield a, b` calls the block of the method around. */
export function readYield(reading: Reading, node: Node): Slot {
  const { tree, facts, scope } = reading;
  const list = tree.childOfKind(node, 'argument_list');
  const given = parts(tree, list).map((argument) => ({ slot: reading.value(argument, 'value') }));
  const block = scope.method?.block ?? nothing;
  return block === nothing ? nothing : facts.call({ value: block, at: node }, given);
}
