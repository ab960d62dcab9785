import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/**
 * Methods that a body writes which no class is known for: at top level they are `Object`'s, in a block
 * (`describe … do`) they are whatever the block's receiver says. Code around them calls them first. They are
 * variables of a name that no local variable can have.
 */
export function functionsIn(reading: Reading, body: Node): ReadonlyMap<string, string> {
  const { tree, facts, scope } = reading;
  // A body without methods, as most are, shares those around it: there may be very many.
  let found: Map<string, string> | undefined;
  for (const statement of parts(tree, body)) {
    const method = methodOf(reading, statement);
    if (method === noNode) continue;
    const name = tree.text(tree.child(method, 'name'));
    found ??= new Map(scope.functions);
    found.set(name, variableOf(name));
    facts.declare(variableOf(name), 'definition');
  }
  return found ?? scope.functions;
}

export function variableOf(name: string): string {
  return `${name}()`;
}

/** A method, alone or behind `private`. */
function methodOf({ tree }: Reading, statement: Node): Node {
  const kind = tree.kind(statement);
  if (kind === 'method') return tree.child(statement, 'name') === noNode ? noNode : statement;
  if (kind !== 'call' || tree.child(statement, 'receiver') !== noNode) return noNode;
  const list = tree.child(statement, 'arguments');
  const only = list === noNode ? noNode : tree.firstNamedChild(list);
  return only !== noNode && tree.kind(only) === 'method' && tree.child(only, 'name') !== noNode
    ? only
    : noNode;
}
