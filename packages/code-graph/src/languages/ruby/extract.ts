import type { FactsBuilder } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { readIdentifier } from './calls.ts';
import { expressionReaders } from './expressions.ts';
import { functionsIn } from './functions.ts';
import { openLocals } from './locals.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { visibilityIn } from './visibility.ts';

/**
 * Tells the builder what a Ruby file says.
 *
 * All files together make one tree of namespaces: a class is opened under its global name, and what
 * stands in no class belongs to the namespace without a name (constants) and to `Object` (methods).
 */
export function extract(tree: SyntaxTree, facts: FactsBuilder): void {
  const namespace = openEmpty(facts, '', -1);
  const object = openEmpty(facts, 'Object', namespace);
  facts.copy(facts.this(), facts.instance(facts.classValue(object)));
  const reading: Reading = {
    tree,
    facts,
    top: { namespace, object },
    value: (node, access = 'read') => {
      if (node === noNode) return nothing;
      const reader = expressionReaders[tree.kind(node)];
      return reader === undefined ? readUnknown(reading, node) : reader(reading, node, access);
    },
    name: (text, at) => readIdentifier(reading, text, at),
    scope: {
      body: {
        cls: object,
        definition: -1,
        kind: 'top',
        classSide: { cls: object, place: 'class' },
        fields: new Set(),
        written: visibilityIn(tree, tree.root),
        visibility: '',
        isModuleFunction: false,
      },
      self: 'instance',
      isSingleton: false,
      nesting: { cls: namespace, path: '' },
      locals: openLocals(null),
      method: null,
      functions: new Map(),
    },
  };
  reading.scope = { ...reading.scope, functions: functionsIn(reading, tree.root) };
  reading.value(tree.root);
}

function openEmpty(facts: FactsBuilder, globalName: string, outer: number): number {
  const cls = facts.openClass({ definition: -1, globalName, outer });
  facts.closeClass();
  return cls;
}

/** Whatever this is, nothing inside it is lost; its value is that of its last part. */
function readUnknown(reading: Reading, node: Node): Slot {
  let last = nothing;
  for (const part of parts(reading.tree, node)) last = reading.value(part);
  return last;
}
