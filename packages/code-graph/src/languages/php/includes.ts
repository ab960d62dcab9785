import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { firstPart, kindOf, parts, withoutParentheses } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/** `require __DIR__ . '/a.php';`, `$config = include 'b.php'`: what the file returns. */
export function readInclude(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const given = withoutParentheses(tree, firstPart(tree, node));
  if (given === noNode) return nothing;
  const specifier = pathOf(reading, given);
  if (specifier === undefined) {
    reading.value(given);
    return nothing;
  }
  const isUsed = kindOf(tree, tree.parent(node)) !== 'expression_statement';
  return facts.import({ specifier, name: isUsed ? '*' : '', kind: 'side_effect', at: node }).slot;
}

/** A path that is known when the program is written; one that starts at the file's directory begins with `./`. */
function pathOf(reading: Reading, node: Node): string | undefined {
  const { tree } = reading;
  const text = textOfString(tree, node);
  if (text !== undefined) return text === '' ? undefined : text;
  const ups = directoryOf(reading, node);
  if (ups !== undefined) return `./${'../'.repeat(ups)}`;
  if (kindOf(tree, node) !== 'binary_expression') return undefined;
  if (tree.text(tree.child(node, 'operator')) !== '.') return undefined;
  const left = withoutParentheses(tree, tree.child(node, 'left'));
  const right = withoutParentheses(tree, tree.child(node, 'right'));
  const first = pathOf(reading, left);
  const second = textOfString(tree, right);
  if (second === undefined) return undefined;
  if (first === undefined) return unknownPrefix(reading, left, second);
  return join(first, second);
}

/** A path below something that is only known when the program runs, such as a constant. */
function unknownPrefix({ tree }: Reading, left: Node, rest: string): string | undefined {
  const kind = kindOf(tree, left);
  return kind === 'name' && rest.startsWith('/') ? `${tree.text(left)}${rest}` : undefined;
}

function join(first: string, second: string): string {
  return first.endsWith('/') && second.startsWith('/') ? `${first}${second.slice(1)}` : `${first}${second}`;
}

/** How many directories up from the file's own: `__DIR__`, `dirname(__FILE__)`, `dirname(__DIR__, 2)`. */
function directoryOf(reading: Reading, node: Node): number | undefined {
  const { tree } = reading;
  const kind = kindOf(tree, node);
  if (kind === 'name') return tree.text(node).toUpperCase() === '__DIR__' ? 0 : undefined;
  if (kind !== 'function_call_expression') return undefined;
  if (!/^\\?dirname$/i.test(tree.text(tree.child(node, 'function')))) return undefined;
  const [first, second] = parts(tree, tree.child(node, 'arguments')).map((part) => firstPart(tree, part));
  if (first === undefined) return undefined;
  const levels = second === undefined ? 1 : Number(tree.text(second));
  if (!(levels >= 1 && levels < 20)) return undefined;
  if (/^__FILE__$/i.test(tree.text(first))) return levels - 1;
  const inner = directoryOf(reading, first);
  return inner === undefined ? undefined : inner + levels;
}
