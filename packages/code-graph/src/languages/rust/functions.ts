import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readClosureBody } from './closures.ts';
import { documentationOf } from './documentation.ts';
import { isExact } from './exact-types.ts';
import { genericsOf } from './generics.ts';
import { attributePath, headOf } from './heads.ts';
import { readAttributes } from './attributes.ts';
import { declareParameters } from './parameters.ts';
import { kindOf, nameOf, textOf } from './parts.ts';
import { type Reading, withGenerics, withSelf } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { declareAs, valueOfType } from './type-meanings.ts';
import { visibilityOf } from './visibility.ts';

/** `fn name(parameters) -> Result { … }` outside of impl blocks and traits. */
export function readFunction(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = nameOf(tree, nameNode);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'function',
    subkind: testKind(reading, node),
    ...describe(reading, node),
  });
  readAttributes(reading, node);
  const fn = facts.openFunction({ definition, receiver: 'none' });
  withSelf(reading, null, () => readFunctionBody(reading, node, fn));
  facts.closeFunction();
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(name, facts.functionValue(fn));
}

/** What every item has beside its name and kind. */
export function describe(reading: Reading, node: Node) {
  const visibility = visibilityOf(reading.tree, node);
  return {
    signature: signatureOf(reading.tree, node),
    documentation: documentationOf(reading, node),
    visibility,
    exported: visibility === 'public',
  };
}

/** `#[test]`, `#[tokio::test]`, `#[bench]` */
export function testKind(reading: Reading, node: Node): string {
  const paths = headOf(reading, node).attributes.map((item) => attributePath(reading.tree, item));
  return paths.some((path) => /(?:^|::)(?:test|bench|rstest|test_case|quickcheck|proptest)$/.test(path))
    ? 'test'
    : '';
}

/** Reads parameters, result and body of the open function. */
export function readFunctionBody(reading: Reading, node: Node, fn: number): void {
  const { tree, facts } = reading;
  withGenerics(reading, genericsOf(reading, node), () => {
    declareParameters(reading, tree.child(node, 'parameters'));
    const result = tree.child(node, 'return_type');
    const meaning = reading.type(result);
    const body = tree.child(node, 'body');
    const isOpaque = body !== noNode && kindOf(tree, result) === 'abstract_type';
    const returned = facts.returnSlotOf(fn);
    if (!isOpaque) declareAs(reading, returned, meaning);
    const isDeclared = isExact(reading, result);
    const value = body === noNode ? nothing : readBody(reading, body, isDeclared);
    if (isOpaque) giveOpaque(reading, value, valueOfType(reading, meaning));
  });
}

function readBody(reading: Reading, body: Node, isDeclared: boolean): Slot {
  const value = readClosureBody(reading, body, isDeclared);
  if (!isDeclared) reading.facts.returns(value);
  return value;
}

/** What `impl Trait` hides is what the body gives; where that is not known, something of the trait. */
function giveOpaque({ facts }: Reading, value: Slot, declared: Slot): void {
  if (value === nothing) facts.returns(declared);
}

/** Whether a function has `self` as its first parameter. */
export function takesSelf({ tree }: Reading, node: Node): boolean {
  const list = tree.child(node, 'parameters');
  if (list === noNode) return false;
  if (tree.childOfKind(list, 'self_parameter') !== noNode) return true;
  const first = tree.childOfKind(list, 'parameter');
  return first !== noNode && textOf(tree, tree.child(first, 'pattern')) === 'self';
}
