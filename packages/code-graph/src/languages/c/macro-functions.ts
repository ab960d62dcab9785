import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { kindOf, parts, textOf } from './parts.ts';
import type { Reading } from './reading.ts';
import { textBetween } from './signatures.ts';

/** What stands at the top of a file, one after the other. */
export function readTop(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (let at = tree.firstNamedChild(node); at !== noNode; at = tree.nextNamedSibling(at)) {
    const body = bodyAfter(reading, at);
    if (body === noNode) {
      reading.statement(at);
      continue;
    }
    readMacroFunction(reading, at, body);
    at = body;
  }
}

/** The block behind `MACRO(…)` without a semicolon: the body of a function that the macro makes. */
function bodyAfter({ tree }: Reading, node: Node): Node {
  if (tree.kind(node) !== 'expression_statement') return noNode;
  const next = tree.nextNamedSibling(node);
  if (kindOf(tree, next) !== 'compound_statement') return noNode;
  const call = tree.firstNamedChild(node);
  return kindOf(tree, call) === 'call_expression' && tree.end(call) === tree.end(node) ? next : noNode;
}

/** `SYSCALL_DEFINE3(open, …) { … }`: a function that goes by what the macro is given first. */
function readMacroFunction(reading: Reading, node: Node, body: Node): void {
  const { tree, facts } = reading;
  const call = tree.firstNamedChild(node);
  const [macro, list] = [tree.child(call, 'function'), tree.child(call, 'arguments')];
  const [first = noNode] = parts(tree, list);
  facts.call({ name: textOf(tree, macro), at: macro }, [{ slot: -1, spread: 'elements' }]);
  if (kindOf(tree, first) !== 'identifier') return reading.statement(body);
  const definition = facts.define({
    node,
    nameNode: first,
    name: tree.text(first),
    kind: 'function',
    subkind: textOf(tree, macro),
    signature: textBetween(tree, tree.start(node), tree.end(node)),
    documentation: documentationOf(tree, node),
    exported: true,
  });
  facts.openFunction({ definition, receiver: 'none' });
  for (const argument of parts(tree, list)) {
    if (kindOf(tree, argument) === 'identifier') facts.declare(tree.text(argument), 'local');
  }
  const { isInBody } = reading;
  reading.isInBody = true;
  reading.statement(body);
  reading.isInBody = isInBody;
  facts.closeFunction();
}
