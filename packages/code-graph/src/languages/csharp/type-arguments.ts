import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { containerPlace } from './library-types.ts';
import { firstPart, parts } from './parts.ts';
import type { Reading, TypeBody, TypeMeaning } from './reading.ts';
import { valueOfType } from './type-meanings.ts';

/** The name of a type's argument: of the type `name` with `arity` parameters the one at `index`. */
function argumentName(name: string, arity: number, index: number): string {
  return `<${name}\`${arity}.${index}>`;
}

/** What a place of the type holds beside an instance: what the type is used with. */
export function argumentsOf({ facts }: Reading, name: string, values: readonly Slot[]): Slot {
  if (values.every((value) => value === nothing)) return nothing;
  const made = facts.typeArguments();
  values.forEach((value, index) => facts.store(made, argumentName(name, values.length, index), value));
  return made;
}

/** Inside the class a parameter is what its constraints say, whatever classes below are used with. */
export function declareArguments({ facts }: Reading, { row, name, parameters }: TypeBody): void {
  parameters.forEach((parameter, index) => {
    const variable = facts.find(parameter);
    const slot = variable === undefined ? facts.slot() : facts.instance(facts.allValuesOf(variable));
    const member = argumentName(name, parameters.length, index);
    facts.member(row, member, { slot, place: 'instance', isClosed: true });
  });
}

/** A class below `Repo<Foo>` is used with that; what its own parameters are in, depends on how it is used itself. */
export function inheritArguments(
  reading: Reading,
  row: number,
  generic: Node,
  args: readonly TypeMeaning[],
): void {
  const { tree, facts } = reading;
  const name = tree.text(firstPart(tree, generic));
  const nodes = parts(tree, tree.childOfKind(generic, 'type_argument_list'));
  args.forEach((meaning, index) => {
    const slot = facts.slot();
    facts.copy(slot, valueOfType(reading, meaning));
    dependOnReceiver(reading, slot, nodes[index] ?? noNode);
    facts.member(row, argumentName(name, args.length, index), { slot, place: 'instance', isClosed: true });
  });
}

/** Says of a member or a result whose type has a parameter of the class in it what it is on each receiver. */
export function dependOnReceiver(reading: Reading, slot: Slot, type: Node): void {
  for (const { name, within } of usesIn(reading, type)) reading.facts.ofReceiver(slot, name, within);
}

interface Use {
  readonly name: string;
  readonly within: string;
}

function usesIn(reading: Reading, type: Node): readonly Use[] {
  const { tree, place } = reading;
  const parameters = place.types[0]?.parameters ?? [];
  if (type === noNode || parameters.length === 0) return [];
  switch (tree.kind(type)) {
    case 'identifier':
      return own(reading, type).map((name) => ({ name, within: '' }));
    case 'nullable_type':
      return usesIn(reading, tree.child(type, 'type'));
    case 'array_type':
      return own(reading, tree.child(type, 'type')).map((name) => ({ name, within: '[]' }));
    case 'generic_name': {
      const args = parts(tree, tree.childOfKind(type, 'type_argument_list'));
      const name = tree.text(firstPart(tree, type));
      return args.flatMap((arg, index) => {
        const within = containerPlace(name, index) ?? argumentName(name, args.length, index);
        return own(reading, arg).map((argument) => ({ name: argument, within }));
      });
    }
    default:
      return [];
  }
}

/** The name of the class's own type parameter that the node is. */
function own({ tree, place, facts }: Reading, node: Node): readonly string[] {
  const [type] = place.types;
  if (type === undefined || node === noNode || tree.kind(node) !== 'identifier') return [];
  const text = tree.text(node);
  const index = type.parameters.indexOf(text);
  const isOwn = index !== -1 && facts.find(text) === type.parameterVariables[index];
  return isOwn ? [argumentName(type.name, type.parameters.length, index)] : [];
}
