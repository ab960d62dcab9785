import { nothing } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { narrow } from './conditions.ts';
import { destructure } from './destructuring.ts';
import { declarePattern, readBlock } from './hoisting.ts';
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
