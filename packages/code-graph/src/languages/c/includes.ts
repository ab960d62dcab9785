import { noNode, type Node } from '../../syntax/tree.ts';
import { kindOf } from './parts.ts';
import type { Reading } from './reading.ts';

/** `#include "a.h"`, `#include <a.h>`: the specifier keeps the bracket of one that is looked for elsewhere. */
export function readInclude({ tree, facts }: Reading, node: Node): void {
  const path = tree.child(node, 'path');
  if (path === noNode) return;
  const text = tree.text(path).trim();
  const isLocal = kindOf(tree, path) === 'string_literal';
  const specifier = isLocal ? text.slice(1, -1) : text.startsWith('<') ? text.slice(0, -1) : '';
  if (specifier !== '') facts.import({ specifier, name: '', kind: 'include', at: node });
}
