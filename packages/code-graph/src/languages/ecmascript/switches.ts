import { type Node, noNode } from '../../syntax/tree.ts';
import { declareNames } from './hoisting.ts';
import type { Reader } from './reading.ts';

/** Cases that run into the next one are read as one path. */
export function readSwitch(r: Reader, node: Node): void {
  const { tree, facts } = r;
  const value = tree.child(node, 'value');
  const body = tree.child(node, 'body');
  if (value !== noNode) r.read(value);
  if (body === noNode) return;
  facts.openBlock();
  const cases = tree.namedChildren(body).filter((each) => tree.kind(each).startsWith('switch_'));
  for (const each of cases) for (const first of declareNames(r, each)) r.read(first);
  const paths = groupCases(r, cases).map((group) => () => readCases(r, group));
  const hasDefault = cases.some((each) => tree.kind(each) === 'switch_default');
  facts.branches(hasDefault ? paths : [...paths, () => {}]);
  facts.closeBlock();
}

function groupCases(r: Reader, cases: readonly Node[]): Node[][] {
  const groups: Node[][] = [];
  let runsOn = false;
  for (const each of cases) {
    if (runsOn) groups.at(-1)!.push(each);
    else groups.push([each]);
    runsOn = !leaves(r, each);
  }
  return groups;
}

const leaving = new Set(['break_statement', 'return_statement', 'throw_statement', 'continue_statement']);

function leaves(r: Reader, each: Node): boolean {
  const { tree } = r;
  const last = tree.namedChildren(each).findLast((child) => tree.kind(child) !== 'comment');
  if (last === undefined) return false;
  return leaving.has(tree.kind(last)) || (tree.kind(last) === 'statement_block' && leaves(r, last));
}

function readCases(r: Reader, group: readonly Node[]): void {
  const { tree } = r;
  for (const each of group) {
    for (const part of tree.namedChildren(each)) {
      const isDeclared = /^(generator_)?function_declaration$/.test(tree.kind(part));
      if (!isDeclared) r.read(part);
    }
  }
}
