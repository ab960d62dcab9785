import { noNode, type Node } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import type { Reading } from './reading.ts';

/** `import a.b.C;`, `import a.b.*;`, `import static a.b.C.name;` */
export function readImport({ tree, facts }: Reading, node: Node): void {
  const path = tree.childOfKind(node, 'scoped_identifier');
  const isWildcard = tree.childOfKind(node, 'asterisk') !== noNode;
  const at = path === noNode ? tree.childOfKind(node, 'identifier') : path;
  if (at === noNode) return;
  const text = tree.text(at).replaceAll(/\s+/g, '');
  if (isWildcard) {
    facts.import({ specifier: text, name: '*', kind: 'wildcard', at: node });
    return;
  }
  const dot = text.lastIndexOf('.');
  const name = text.slice(dot + 1);
  const found = facts.import({ specifier: text.slice(0, Math.max(dot, 0)), name, kind: 'named', at: node });
  const isStatic = tree.childOfKind(node, 'static') !== noNode;
  facts.bindImport(name, found);
  if (isStatic) facts.bindImport(calledName(name), found);
}
