import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { assignTo } from './assignments.ts';
import { narrow } from './conditions.ts';
import { destructure } from './destructuring.ts';
import { declareNames, declarePattern, declareStatement, readBlock } from './hoisting.ts';
import { firstMeaning } from './keys.ts';
import type { Reader } from './reading.ts';

export function readIf(r: Reader, node: Node): void {
  const { tree } = r;
  const condition = tree.child(node, 'condition');
  if (condition !== noNode) r.read(condition);
  const path = (field: string, holds: boolean) => () => {
    if (condition !== noNode) narrow(r, condition, holds);
    const body = tree.child(node, field);
    if (body !== noNode) r.read(body);
  };
  r.facts.branches([path('consequence', true), path('alternative', false)]);
}

function inLoop(r: Reader, body: () => void): void {
  r.body.loops++;
  r.facts.loop(body);
  r.body.loops--;
}

export function readFor(r: Reader, node: Node): void {
  const { tree, facts } = r;
  facts.openBlock();
  const initializer = tree.child(node, 'initializer');
  const condition = tree.child(node, 'condition');
  if (initializer !== noNode) {
    declareStatement(r, initializer);
    r.read(initializer);
  }
  inLoop(r, () => {
    if (condition !== noNode) {
      r.read(condition);
      narrow(r, firstOrSelf(r, condition), true);
    }
    for (const field of ['body', 'increment']) {
      const part = tree.child(node, field);
      if (part !== noNode) r.read(part);
    }
  });
  facts.closeBlock();
}

function firstOrSelf(r: Reader, node: Node): Node {
  return r.tree.kind(node) === 'expression_statement' ? firstMeaning(r.tree, node) : node;
}

/** `for (… of …)`, `for (… in …)` */
export function readForIn(r: Reader, node: Node): void {
  const { tree, facts } = r;
  const left = tree.child(node, 'left');
  const right = tree.child(node, 'right');
  const body = tree.child(node, 'body');
  const container = right === noNode ? nothing : r.read(right);
  const isOf = tree.text(tree.child(node, 'operator')) === 'of';
  const declares = tree.child(node, 'kind') !== noNode;
  facts.openBlock();
  if (declares && tree.text(tree.child(node, 'kind')) !== 'var') declarePattern(r, left, 'here');
  inLoop(r, () => {
    bindElement(r, left, isOf ? facts.element(container) : nothing, declares);
    if (body !== noNode) r.read(body);
  });
  facts.closeBlock();
}

function bindElement(r: Reader, left: Node, element: Slot, declares: boolean): void {
  if (left === noNode) return;
  if (declares) destructure(r, left, element, (leaf, value) => bindLeaf(r, left, leaf, element, value));
  else assignTo(r, left, element);
}

/** In `[key, value] of map` the value is what was put into the map under any key. */
function bindLeaf(r: Reader, pattern: Node, leaf: Node, element: Slot, value: Slot): void {
  const { tree, facts } = r;
  const isEntry = tree.kind(pattern) === 'array_pattern' && tree.namedChildren(pattern)[1] === leaf;
  facts.assign(tree.text(leaf), isEntry ? facts.join([value, element]) : value);
}

export function readWhile(r: Reader, node: Node): void {
  const { tree } = r;
  const condition = tree.child(node, 'condition');
  const body = tree.child(node, 'body');
  inLoop(r, () => {
    if (condition !== noNode) r.read(condition);
    if (condition !== noNode) narrow(r, condition, true);
    if (body !== noNode) r.read(body);
  });
}

export function readDo(r: Reader, node: Node): void {
  const { tree } = r;
  inLoop(r, () => {
    for (const field of ['body', 'condition']) {
      const part = tree.child(node, field);
      if (part !== noNode) r.read(part);
    }
  });
}

/** The body may stop anywhere, so what it assigned may or may not hold in the handler. */
export function readTry(r: Reader, node: Node): void {
  const { tree, facts } = r;
  const body = tree.child(node, 'body');
  const handler = tree.child(node, 'handler');
  const finalizer = tree.child(node, 'finalizer');
  const readBody = () => body !== noNode && r.read(body);
  if (handler === noNode) readBody();
  else {
    facts.branches([() => void readBody(), () => {}]);
    facts.branches([() => readCatch(r, handler), () => {}]);
  }
  if (finalizer !== noNode) r.read(tree.child(finalizer, 'body'));
}

function readCatch(r: Reader, node: Node): void {
  const { tree, facts } = r;
  const parameter = tree.child(node, 'parameter');
  facts.openBlock();
  if (parameter !== noNode) {
    declarePattern(r, parameter, 'here');
    destructure(r, parameter, nothing, (leaf) => facts.assign(tree.text(leaf), nothing));
  }
  const body = tree.child(node, 'body');
  if (body !== noNode) readBlock(r, body);
  facts.closeBlock();
}

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

export function readReturn(r: Reader, node: Node): void {
  const inner = firstMeaning(r.tree, node);
  if (inner !== noNode) {
    const value = r.read(inner);
    if (r.body.generator === nothing) r.facts.returns(value);
    else {
      r.facts.put(r.body.generator, value);
      r.facts.store(r.body.generator, 'value', value);
    }
  }
  r.facts.endPath();
}

export function readThrow(r: Reader, node: Node): void {
  const inner = firstMeaning(r.tree, node);
  if (inner !== noNode) r.read(inner);
  r.facts.endPath();
}

/** `break` out of a switch goes on after it, as the end of its case does. */
export function readBreak(r: Reader, node: Node): void {
  if (r.body.loops === 0 || isInSwitch(r, node)) return;
  r.facts.leaveLoop();
}

export function readContinue(r: Reader): void {
  if (r.body.loops > 0) r.facts.leaveLoop();
}

const loopKinds = new Set(['for_statement', 'for_in_statement', 'while_statement', 'do_statement']);

function isInSwitch(r: Reader, node: Node): boolean {
  const { tree } = r;
  for (let at = tree.parent(node); at !== noNode; at = tree.parent(at)) {
    const kind = tree.kind(at);
    if (kind === 'switch_statement') return true;
    if (loopKinds.has(kind)) return false;
  }
  return false;
}
