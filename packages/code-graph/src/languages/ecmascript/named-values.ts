import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readNamedClass } from './classes.ts';
import { readNamedFunction } from './functions.ts';
import { isFunction, unwrap } from './keys.ts';
import { readObject } from './literals.ts';
import type { Named, Naming, Reader } from './reading.ts';

/** What a value is as it stands in the text, through parentheses and assertions. */
export function shapeOf(r: Reader, node: Node): 'function' | 'class' | 'object' | 'other' {
  const core = unwrap(r.tree, node);
  if (core === noNode) return 'other';
  if (isFunction(r.tree, core)) return 'function';
  const kind = r.tree.kind(core);
  if (kind === 'class' && r.tree.isNamed(core)) return 'class';
  return kind === 'object' ? 'object' : 'other';
}

/** A function or class that names itself keeps its name where it would be called `default`. */
export function selfNaming(r: Reader, value: Node, naming: Naming): Naming {
  const core = unwrap(r.tree, value);
  const own = core === noNode || shapeOf(r, core) === 'object' ? noNode : r.tree.child(core, 'name');
  return own === noNode || shapeOf(r, core) === 'other'
    ? naming
    : { ...naming, name: r.tree.text(own), nameNode: own };
}

/** Reads a value that gets a name. */
export function readNamedValue(r: Reader, node: Node, naming: Naming): Named {
  const core = unwrap(r.tree, node);
  if (core === node) return readShape(r, node, naming);
  r.file.wrapped.set(core, naming);
  const slot = r.read(node);
  r.file.wrapped.delete(core);
  const definition = r.file.wrappedDefinitions.get(core) ?? -1;
  return { slot, definition };
}

/** Reads a function, class or object where it stands, with the name it was given around a wrapper. */
export function readWrapped(r: Reader, node: Node): Slot | undefined {
  const naming = r.file.wrapped.size === 0 ? undefined : r.file.wrapped.get(node);
  if (naming === undefined) return undefined;
  const named = readShape(r, node, naming);
  r.file.wrappedDefinitions.set(node, named.definition);
  return named.slot;
}

function readShape(r: Reader, node: Node, naming: Naming): Named {
  switch (shapeOf(r, node)) {
    case 'function':
      return readNamedFunction(r, node, naming);
    case 'class':
      return readNamedClass(r, node, naming);
    case 'object':
      return { slot: readObject(r, node, naming), definition: -1 };
    case 'other':
      return { slot: r.read(node), definition: -1 };
  }
}
