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

/** Reads a value that gets a name. */
export function readNamedValue(r: Reader, node: Node, naming: Naming): Named {
  const core = unwrap(r.tree, node);
  switch (shapeOf(r, node)) {
    case 'function':
      return readNamedFunction(r, core, naming);
    case 'class':
      return readNamedClass(r, core, naming);
    case 'object':
      if (core !== node) r.file.objectNames.set(core, naming);
      return { slot: core === node ? readObject(r, core, naming) : r.read(node), definition: -1 };
    case 'other':
      return { slot: r.read(node), definition: -1 };
  }
}
