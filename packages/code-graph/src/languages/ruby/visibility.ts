import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import { textOfSymbol } from './symbols.ts';

/** What a body says by name of members written elsewhere in it: `private :a, :b`. */
export interface WrittenVisibility {
  readonly instance: ReadonlyMap<string, string>;
  readonly class: ReadonlyMap<string, string>;
  readonly constants: ReadonlySet<string>;
  readonly moduleFunctions: ReadonlySet<string>;
}

const visibilities = new Set(['private', 'protected', 'public']);

/** Looks through a body for what it says of its members by name, before they are read. */
export function visibilityIn(tree: SyntaxTree, body: Node): WrittenVisibility {
  const instance = new Map<string, string>();
  const ofClass = new Map<string, string>();
  const constants = new Set<string>();
  const moduleFunctions = new Set<string>();
  for (const statement of parts(tree, body)) {
    if (tree.kind(statement) !== 'call') continue;
    const method = tree.child(statement, 'method');
    if (method === noNode || tree.child(statement, 'receiver') !== noNode) continue;
    const said = tree.text(method);
    for (const name of namesIn(tree, tree.child(statement, 'arguments'))) {
      if (visibilities.has(said)) instance.set(name, said);
      if (said === 'private_class_method') ofClass.set(name, 'private');
      if (said === 'private_constant') constants.add(name);
      if (said === 'module_function') moduleFunctions.add(name);
    }
  }
  return { instance, class: ofClass, constants, moduleFunctions };
}

function namesIn(tree: SyntaxTree, list: Node): string[] {
  return parts(tree, list).flatMap((argument) => {
    const text = textOfSymbol(tree, argument);
    return text === undefined ? [] : [text];
  });
}
