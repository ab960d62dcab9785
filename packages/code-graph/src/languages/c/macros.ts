import type { Argument } from '../../facts/builder.ts';
import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { bindGlobal } from './globals.ts';
import { parts, textOf } from './parts.ts';
import { isPlainType } from './plain-types.ts';
import type { Reading } from './reading.ts';
import { textBetween } from './signatures.ts';

const aliasOnly = /^[A-Za-z_]\w*$/;

/** `#define NAME value`: a value that is only a name stands for what that is. */
export function readMacro(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  const value = tree.child(node, 'value');
  const text = textOf(tree, value).trim();
  const definition = defineMacro(reading, node, nameNode, value === noNode ? 'guard' : '');
  const isAlias = aliasOnly.test(text) && text !== name;
  bindGlobal(reading, name, definition, isAlias ? facts.read(text, value, 'value') : -1);
}

/** `#define NAME(a, b) …`: what it calls when it is used is read from its text. */
export function readFunctionMacro(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const definition = defineMacro(reading, node, nameNode, 'function-like');
  const fn = facts.openFunction({ definition, receiver: 'none' });
  const parameters = parts(tree, tree.child(node, 'parameters'));
  for (const parameter of parameters) {
    if (tree.kind(parameter) === 'identifier') facts.parameter(tree.text(parameter));
  }
  if (textOf(tree, tree.child(node, 'parameters')).includes('...')) facts.parameter('', 'rest');
  readCallsInText(reading, tree.child(node, 'value'), new Set(parameters.map((at) => tree.text(at))));
  facts.closeFunction();
  bindGlobal(reading, tree.text(nameNode), definition, facts.functionValue(fn));
}

/** Files with more definitions are tables of numbers, whose text is their source. */
const signedMacrosMax = 2000;
const signedLengthMax = 80;

function defineMacro(reading: Reading, node: Node, nameNode: Node, subkind: string): number {
  const { tree, facts } = reading;
  const value = tree.child(node, 'value');
  const end = value === noNode ? tree.end(nameNode) : tree.end(value);
  const isMany = facts.lastDefinition > signedMacrosMax;
  const isBrief = subkind === '' && (isMany || tree.end(value) - tree.start(value) > signedLengthMax);
  return facts.define({
    node,
    nameNode,
    name: tree.text(nameNode),
    kind: 'macro',
    subkind,
    signature: isBrief ? '' : textBetween(tree, tree.start(node), end),
    documentation: documentationOf(tree, node),
    exported: true,
    parent: -1,
  });
}

const callMark = /(?<![\w.>#"])([A-Za-z_]\w*)\s*\(/g;
const keywords = new Set(
  'if for while switch return sizeof typeof __typeof__ do else defined case __attribute__ __declspec alignof'.split(
    ' ',
  ),
);
/** What a call in a macro's text is given is not known. */
const anyArguments: readonly Argument[] = [{ slot: nothing, spread: 'elements' }];
/** Longer macros are not looked at to their end. */
const textLengthMax = 4000;

/** A macro's text is not parsed: what looks like a call of a name is one. */
function readCallsInText(reading: Reading, value: Node, own: ReadonlySet<string>): void {
  const { tree, facts } = reading;
  if (value === noNode) return;
  const seen = new Set<string>();
  const text = tree
    .text(value)
    .slice(0, textLengthMax)
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, (s) => ' '.repeat(s.length));
  for (const match of text.matchAll(callMark)) {
    const name = match[1]!;
    if (keywords.has(name) || own.has(name) || seen.has(name)) continue;
    seen.add(name);
    facts.call({ name, at: value }, anyArguments);
  }
  for (const match of text.matchAll(passedMark)) {
    const name = match[1]!;
    if (keywords.has(name) || own.has(name) || seen.has(name) || isPlainType(name)) continue;
    seen.add(name);
    facts.read(name, value, 'value');
  }
}

/** A name that is passed on or stored; those in capitals are mostly numbers. */
const passedMark = /[(,=]\s*&?([A-Za-z_]\w*[a-z]\w*)\s*(?=[,)};])/g;
