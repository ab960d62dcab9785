import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { type Declared, readDeclarator } from '../c/declarators.ts';
import { parts, textOf } from '../c/parts.ts';
import { type ClassScope, type Reading, withinScope } from '../c/reading.ts';

/**
 * `TEST(Suite, Name) { … }`, `TEST_F(Fixture, Name) { … }`: a macro's call with a body makes a function. Where
 * its first argument is a class, the body stands in a class below that.
 *
 * @returns whether it is one.
 */
export function readTestMacro(reading: Reading, node: Node, declared: Declared): boolean {
  const { tree, facts } = reading;
  const macro = tree.text(declared.name);
  const list = tree.child(declared.fn, 'parameters');
  const words = parts(tree, list).map((part) => wordOf(reading, part));
  if (!/^[A-Z][A-Z0-9_]+$/.test(macro) || words.length === 0 || !words.every((word) => /^[\w:]+$/.test(word)))
    return false;
  facts.call({ name: macro, at: declared.name }, []);
  const [first] = parts(tree, list);
  const fixture = words.length > 1 ? facts.read(words[0]!, first!, 'type') : nothing;
  const definition = facts.define({
    node,
    nameNode: declared.name,
    name: words.join('.'),
    kind: 'function',
    subkind: macro,
    signature: `${macro}(${words.join(', ')})`,
    exported: true,
  });
  const row = facts.openClass({ definition: -1 });
  if (fixture !== nothing) facts.base(row, fixture, 'extends', node);
  const itself = facts.instance(facts.classValue(row));
  facts.closeClass();
  const cls: ClassScope = {
    row,
    definition: -1,
    name: words.join('_'),
    simpleName: '',
    members: new Set(),
    fieldTypes: new Map(),
    itself,
    isWhole: fixture === nothing,
  };
  const { isInBody } = reading;
  facts.openFunction({ definition, receiver: 'instance', class: row });
  reading.isInBody = true;
  withinScope(reading, { prefixes: reading.scope.prefixes, cls }, () =>
    reading.statement(tree.child(node, 'body')),
  );
  reading.isInBody = isInBody;
  facts.closeFunction();
  return true;
}

function wordOf({ tree }: Reading, part: Node): string {
  const type = tree.child(part, 'type');
  const { name } = readDeclarator(tree, tree.child(part, 'declarator'));
  return type === noNode ? tree.text(part) : textOf(tree, type) + textOf(tree, name);
}
