import { noNode, type Node } from '../../syntax/tree.ts';
import { readDeclarator } from '../c/declarators.ts';
import type { Reading } from '../c/reading.ts';
import { typedValue } from '../c/type-meanings.ts';
import { bindParts } from './construction.ts';

/** `for (const auto& x : container) …` */
export function readRangeLoop(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  reading.statement(tree.child(node, 'initializer'));
  const type = reading.type(tree.child(node, 'type'));
  const container = reading.value(tree.child(node, 'right'));
  const { name } = readDeclarator(tree, tree.child(node, 'declarator'));
  facts.loop(() => {
    if (name !== noNode && tree.kind(name) === 'structured_binding_declarator')
      bindParts(reading, name, container);
    else if (name !== noNode) {
      facts.declare(tree.text(name), 'local');
      const element = facts.join([facts.element(container), container]);
      const held = typedValue(reading, type, element, false);
      if (held !== -1) facts.assign(tree.text(name), held);
    }
    reading.statement(tree.child(node, 'body'));
  });
  facts.closeBlock();
}
