import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { array } from './library-types.ts';
import { type ParameterNode, parametersIn } from './parameters.ts';
import type { Reading } from './reading.ts';
import { declareAs } from './type-meanings.ts';
import { baseType } from './type-names.ts';

/**
 * `static void Save(this Foo foo, int x)`: a member of what its first parameter is, too. What is called there
 * is a function of its own that hands what it is called on, and its arguments, to the method.
 */
export function readExtension(
  reading: Reading,
  node: Node,
  method: { readonly definition: number; readonly name: string },
): ((fn: number) => void) | undefined {
  const { tree, facts } = reading;
  const parameters = parametersIn(tree, tree.child(node, 'parameters'));
  const [first, ...others] = parameters;
  if (first === undefined || !first.isReceiver) return undefined;
  const wrapper = facts.openFunction({ definition: method.definition, receiver: 'dynamic' });
  const receiver = facts.this();
  const slots = others.map((parameter) => declareOther(reading, parameter));
  facts.closeFunction();
  addPart(reading, first.type, method, facts.functionValue(wrapper));
  return (fn) => {
    const [own, ...rest] = facts.parameterSlots(fn);
    facts.copy(own ?? nothing, receiver);
    rest.forEach((slot, index) => facts.copy(slot, slots[index] ?? nothing));
    facts.copy(facts.returnSlotOf(wrapper), facts.returnSlotOf(fn));
  };
}

/** What the parameter takes tells the method from others of its name. */
function declareOther(reading: Reading, { name, type, kind }: ParameterNode): Slot {
  const { tree, facts } = reading;
  const slot = facts.parameter(name === noNode ? '' : tree.text(name), kind);
  declareAs(reading, slot, reading.type(type));
  return slot;
}

/** Makes the function a member of the type; of a type parameter, of what its constraints say. */
function addPart(
  reading: Reading,
  type: Node,
  { definition, name }: { readonly definition: number; readonly name: string },
  slot: Slot,
): void {
  const { facts } = reading;
  for (const base of typesOf(reading, type)) {
    if (base === nothing) continue;
    const row = facts.openClass({ definition: -1, isPart: true });
    facts.base(row, base, 'extends', type);
    facts.closeClass();
    facts.member(row, name, { definition, slot, place: 'instance', isClosed: true });
  }
}

function typesOf(reading: Reading, type: Node): readonly Slot[] {
  const { tree, facts } = reading;
  if (type === noNode) return [];
  switch (tree.kind(type)) {
    case 'predefined_type':
      return [facts.libraryValue(tree.text(type))];
    case 'array_type':
      return [facts.libraryValue(array)];
    case 'nullable_type':
    case 'ref_type':
    case 'scoped_type':
      return typesOf(reading, tree.child(type, 'type'));
    case 'identifier': {
      const parameter = facts.find(tree.text(type));
      if (parameter?.role !== 'parameter') return [baseType(reading, type)];
      const known = facts.currentValue(parameter);
      return [parameter.versions.length === 0 ? facts.libraryValue('object') : known];
    }
    default:
      return [baseType(reading, type)];
  }
}
