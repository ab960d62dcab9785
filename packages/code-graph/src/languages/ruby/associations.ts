import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import { addMethod, defineMade } from './accessors.ts';
import { keywordArgument, readArguments, symbolArgument } from './arguments.ts';
import { bareConstant } from './constants.ts';
import type { SpecialCall } from './kernel-calls.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

/** What a record has by naming it: one of another class, or a collection of those. */
export const associations: readonly (readonly [string, SpecialCall])[] = [
  ['belongs_to', association(false)],
  ['has_one', association(false)],
  ['has_many', association(true)],
  ['has_and_belongs_to_many', association(true)],
];

function association(isMany: boolean): SpecialCall {
  return (reading, call, at) => {
    const { tree, facts } = reading;
    const name = call === noNode ? undefined : symbolArgument(reading, call, 0);
    if (name === undefined) return undefined;
    const [nameNode = call] = parts(tree, tree.child(call, 'arguments'));
    readArguments(reading, call, 1);
    const subkind = tree.text(at);
    const definition = defineMade(reading, { node: call, nameNode, name, subkind }, 'property');
    const className =
      textOfSymbol(tree, keywordArgument(reading, call, 'class_name')) ?? classNameOf(name, isMany);
    addMethod(reading, name, definition, () => facts.returns(valueOf(reading, className, isMany)));
    addMethod(reading, `${name}=`, definition, () => facts.parameter('value'));
    return nothing;
  };
}

function valueOf(reading: Reading, className: string, isMany: boolean): Slot {
  const { facts } = reading;
  const one = facts.instance(bareConstant(reading, className));
  return isMany ? facts.collection(one) : one;
}

/** `line_items` are `LineItem`s. */
function classNameOf(name: string, isMany: boolean): string {
  const one = isMany ? singular(name) : name;
  return one.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(name)) return name.slice(0, -2);
  return name.replace(/s$/, '');
}
