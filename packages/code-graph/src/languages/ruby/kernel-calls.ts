import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readArguments, symbolArgument } from './arguments.ts';
import { readBlock } from './blocks.ts';
import { callMember } from './member-calls.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

/** A call by bare name that means more than a call. Gives undefined where it does not. `call` may be `noNode`. */
export type SpecialCall = (reading: Reading, call: Node, at: Node) => Slot | undefined;

/** Names of `Kernel` that everything can call. */
export const kernelCalls: ReadonlyMap<string, SpecialCall> = new Map<string, SpecialCall>([
  ['lambda', readProc],
  ['proc', readProc],
  ['require', readRequire],
  ['require_relative', readRequire],
  ['load', readRequire],
  ['autoload', readAutoload],
  ['method', readMethodObject],
  ['send', readSend],
  ['public_send', readSend],
  ['__send__', readSend],
]);

function readProc(reading: Reading, call: Node): Slot | undefined {
  const { tree } = reading;
  if (call === noNode) return undefined;
  const block = tree.child(call, 'block');
  return block === noNode ? undefined : readBlock(reading, block);
}

/** `require 'path'`: a constant path is an import, for what it brings about. */
function readRequire(reading: Reading, call: Node, at: Node): Slot | undefined {
  const path = call === noNode ? undefined : symbolArgument(reading, call, 0);
  if (path === undefined) return undefined;
  const isRelative = reading.tree.text(at) === 'require_relative';
  addImport(reading, isRelative ? relative(path) : path, call);
  return nothing;
}

/** `autoload :Name, 'path'` */
function readAutoload(reading: Reading, call: Node): Slot | undefined {
  if (call === noNode) return undefined;
  const [name, path] = [symbolArgument(reading, call, 0), symbolArgument(reading, call, 1)];
  if (path === undefined) return undefined;
  if (name === undefined) addImport(reading, path, call);
  else reading.facts.import({ specifier: path, name, kind: 'named', at: call });
  return nothing;
}

function addImport({ facts }: Reading, specifier: string, at: Node): void {
  facts.import({ specifier, name: '', kind: 'side_effect', at });
}

/** The language resolves relative paths by their beginning. */
function relative(path: string): string {
  return path.startsWith('.') || path.startsWith('/') ? path : `./${path}`;
}

/** `method(:name)` */
function readMethodObject(reading: Reading, call: Node): Slot | undefined {
  const { tree, facts, scope } = reading;
  const [argument] = call === noNode ? [] : parts(tree, tree.child(call, 'arguments'));
  const name = argument === undefined ? undefined : textOfSymbol(tree, argument);
  if (argument === undefined || name === undefined) return undefined;
  const variable = scope.functions.get(name);
  return variable === undefined
    ? facts.load(facts.this(), name, argument, 'value')
    : facts.read(variable, argument, 'value');
}

/** `send(:name, …)` */
function readSend(reading: Reading, call: Node, at: Node): Slot | undefined {
  const name = call === noNode ? undefined : symbolArgument(reading, call, 0);
  if (name === undefined) return undefined;
  return callMember(reading, reading.facts.this(), name, at, readArguments(reading, call, 1));
}
