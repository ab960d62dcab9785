import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node } from '../../syntax/tree.ts';
import { docClass } from './doc-meanings.ts';
import { methodKey } from './members.ts';
import { kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfString } from './strings.ts';
import { possibleCallable } from './named-callables.ts';
import { scopeName } from './names.ts';
import { selfClass, staticClass } from './type-meanings.ts';

const methodName = /^(?:(self|static|parent)::)?([A-Za-z_]\w*)$/;

/**
 * `[$this, 'run']`, `[Foo::class, 'run']`: the method, where the value before it has one. The values of
 * variables are held to be receivers only where the pair is passed on.
 */
export function readMethodPair(
  reading: Reading,
  entries: readonly Node[],
  receiver: Slot,
  access: SiteAccess,
): Slot {
  const { tree, facts } = reading;
  if (entries.length !== 2 || receiver === nothing) return nothing;
  const [first, second] = entries.map((entry) => parts(tree, entry));
  if (first?.length !== 1 || second?.length !== 1) return nothing;
  const name = methodName.exec(textOfString(tree, second[0]!) ?? '')?.[2];
  if (name === undefined) return nothing;
  const isReceiver = access === 'value' || isClassOrThis(reading, first[0]!);
  return isReceiver ? facts.load(receiver, methodKey(name), second[0]!, 'value') : nothing;
}

function isClassOrThis({ tree }: Reading, node: Node): boolean {
  return kindOf(tree, node) === 'class_constant_access_expression' || tree.text(node) === '$this';
}

const callableText = /^(?:(\\?[A-Za-z_][\w\\]*)::)?(\\?[A-Za-z_][\w\\]*)$/;

/** A string where something to be called is expected: `'run'`, `'App\run'`, `'Foo::run'`. */
export function readCallableString(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const found = callableText.exec(textOfString(tree, node) ?? '');
  if (found === null) return nothing;
  const [, scope, name = ''] = found;
  if (scope === undefined) {
    const full = name.startsWith('\\') ? name : `\\${name}`;
    return facts.read(scopeName(reading, full, 'function'), node, 'value');
  }
  return facts.load(classNamed(reading, scope), methodKey(name), node, 'value');
}

const nameText = /^\\?[A-Za-z_]\w*(?:\\\w+)*$/;

/**
 * A string given to a function of the program that may take it for a function's name: whether it does is only
 * known when all files are (`named-callables.ts`).
 */
export function readPossibleCallable(
  reading: Reading,
  node: Node,
  callee: string,
  position: number,
): Slot | undefined {
  const { tree, facts } = reading;
  if (kindOf(tree, node) !== 'string' && kindOf(tree, node) !== 'encapsed_string') return undefined;
  const text = textOfString(tree, node) ?? '';
  if (!nameText.test(text)) return undefined;
  return facts.read(possibleCallable(callee, position, text), node, 'value');
}

/** The class that a string names: always by its full name. */
export function classNamed(reading: Reading, text: string): Slot {
  const lower = text.toLowerCase();
  if (lower === 'self') return selfClass(reading);
  if (lower === 'static') return staticClass(reading);
  if (lower === 'parent') return reading.scope.class?.parent ?? nothing;
  return docClass(reading, text.startsWith('\\') ? text : `\\${text}`);
}
