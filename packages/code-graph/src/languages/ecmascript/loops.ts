import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { assignTo } from './assignments.ts';
import { narrow } from './conditions.ts';
import { destructure } from './destructuring.ts';
import { declarePattern, declareStatement } from './hoisting.ts';
import { firstMeaning } from './keys.ts';
import type { Reader } from './reading.ts';

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
