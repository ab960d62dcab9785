import type { FactsBuilder } from '../../facts/builder.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { finishReading, startReading } from './extract.ts';
import { readBodyStatements } from './hoisting.ts';
import { prepareTypeScript } from './newer-syntax.ts';
import type { Reader } from './reading.ts';
import { svelteProgram } from './svelte-source.ts';
import { vueProgram } from './vue-source.ts';

export function prepareVue(source: string): string {
  return prepareTypeScript(vueProgram(source));
}

export function prepareSvelte(source: string): string {
  return prepareTypeScript(svelteProgram(source));
}

/**
 * Tells the builder what the program of a component says (`vue-source.ts`, `svelte-source.ts`). What comes
 * from its markup is read last and as code that runs later, because that is when a component renders. The
 * component is a definition of its own, named after its file, and the module's default export.
 */
export function extractComponent(tree: SyntaxTree, facts: FactsBuilder): void {
  const r = startReading(tree, facts);
  exportComponent(r);
  const markup = readBodyStatements(r, tree.root, (node) => isFromMarkup(tree, node));
  facts.openFunction({ definition: -1, receiver: 'none' });
  for (const node of markup) r.read(node);
  facts.closeFunction();
  finishReading(r);
}

/** No name that a script can write. */
const componentVariable = '<component>';

function exportComponent({ tree, facts }: Reader): void {
  const definition = facts.define({
    node: tree.root,
    nameNode: tree.root,
    name: '',
    kind: 'class',
    subkind: 'component',
    exported: true,
  });
  const row = facts.openClass({ definition });
  facts.closeClass();
  const variable = facts.declare(componentVariable, 'definition');
  facts.bindDefinition(variable, definition);
  facts.assign(componentVariable, facts.classValue(row));
  facts.export('default', { variable });
}

const markupExpressions = new Set([
  'identifier',
  'member_expression',
  'unary_expression',
  'parenthesized_expression',
]);

/** Pieces of markup are blocks and expressions that do nothing where they stand. */
function isFromMarkup(tree: SyntaxTree, node: Node): boolean {
  const kind = tree.kind(node);
  if (kind !== 'expression_statement') return kind === 'statement_block';
  const expression = tree.firstNamedChild(node);
  return expression !== noNode && markupExpressions.has(tree.kind(expression));
}
