import type { Argument } from '../../facts/builder.ts';
import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { readBlock, readBlockArgument } from './blocks.ts';
import { blockName } from './parameters.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

/** What a call passes. */
export interface Passed {
  /** In order, the block first: what the library calls is the first argument. */
  readonly all: readonly Argument[];
  readonly positions: readonly Slot[];
  readonly block: Slot | null;
}

/** Reads arguments and block; the first `skipped` arguments are left out. */
export function readArguments(reading: Reading, call: Node, skipped = 0): Passed {
  const { tree } = reading;
  const nodes = parts(tree, tree.child(call, 'arguments'));
  const listed = nodes.slice(skipped).filter((node) => tree.kind(node) !== 'block_argument');
  const given = listed.map((node) => readArgument(reading, node));
  const block = readPassedBlock(reading, call, nodes);
  const all = block === null ? given : [{ slot: block, keyword: blockName }, ...given];
  const isPosition = ({ keyword, spread }: Argument) => keyword === undefined && spread === undefined;
  return { all, positions: given.filter(isPosition).map(({ slot }) => slot), block };
}

function readPassedBlock(reading: Reading, call: Node, nodes: readonly Node[]): Slot | null {
  const { tree } = reading;
  const block = tree.child(call, 'block');
  if (block !== noNode) return readBlock(reading, block);
  const argument = nodes.find((node) => tree.kind(node) === 'block_argument');
  return argument === undefined ? null : readBlockArgument(reading, argument);
}

function readArgument(reading: Reading, node: Node): Argument {
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'pair': {
      const key = tree.child(node, 'key');
      const keyword = textOfSymbol(tree, key);
      const value = tree.child(node, 'value');
      if (keyword === undefined) reading.value(key);
      if (value === noNode)
        return { slot: readShorthand(reading, key), ...(keyword === undefined ? {} : { keyword }) };
      const slot = reading.value(value, 'value');
      return keyword === undefined ? { slot, keyword: '' } : { slot, keyword };
    }
    case 'splat_argument':
      return { slot: reading.value(tree.firstNamedChild(node), 'value'), spread: 'elements' };
    case 'hash_splat_argument':
      return { slot: reading.value(tree.firstNamedChild(node), 'value'), spread: 'keywords' };
    default:
      return { slot: reading.value(node, 'value') };
  }
}

/** `name:` without a value is the variable or method of the name. */
export function readShorthand(reading: Reading, key: Node): Slot {
  return reading.name(reading.tree.text(key), key);
}

/** The symbol or string that stands as argument `index`, or undefined. */
export function symbolArgument(reading: Reading, call: Node, index: number): string | undefined {
  const { tree } = reading;
  const argument = parts(tree, tree.child(call, 'arguments'))[index];
  return argument === undefined ? undefined : textOfSymbol(tree, argument);
}

/** Symbols and strings among the arguments, with their nodes. */
export function symbolArguments(
  reading: Reading,
  call: Node,
): { readonly node: Node; readonly name: string }[] {
  const { tree } = reading;
  return parts(tree, tree.child(call, 'arguments')).flatMap((node) => {
    const name = textOfSymbol(tree, node);
    return name === undefined ? [] : [{ node, name }];
  });
}

/** The value node of a keyword argument, or `noNode`. */
export function keywordArgument({ tree }: Reading, call: Node, keyword: string): Node {
  for (const node of parts(tree, tree.child(call, 'arguments'))) {
    if (tree.kind(node) !== 'pair') continue;
    if (textOfSymbol(tree, tree.child(node, 'key')) === keyword) return tree.child(node, 'value');
  }
  return noNode;
}
