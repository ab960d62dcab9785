import { noNode, type Node } from '../../syntax/tree.ts';
import { calledName } from '../jvm/members.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

/** `import a.b.C`, `import a.b.c as d`, `import a.b.*`: a class, function, property or several of them. */
export function readImport({ tree, facts }: Reading, node: Node): void {
  const path = tree.childOfKind(node, 'qualified_identifier');
  if (path === noNode) return;
  const names = parts(tree, path).map((name) => tree.text(name).replaceAll('`', ''));
  if (tree.childOfKind(node, '*') !== noNode) {
    facts.import({ specifier: names.join('.'), name: '*', kind: 'wildcard', at: node });
    return;
  }
  const alias = tree.childOfKind(node, 'identifier');
  const name = names.at(-1) ?? '';
  const found = facts.import({
    specifier: names.slice(0, -1).join('.'),
    name,
    kind: 'named',
    at: node,
    ...(alias === noNode ? {} : { alias: tree.text(alias) }),
  });
  const own = alias === noNode ? name : tree.text(alias);
  facts.bindImport(own, found);
  if (/^\P{Lu}/u.test(own)) facts.bindImport(calledName(own), found);
}
