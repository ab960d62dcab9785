import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { array, libraryValues, takenBy, wrappers } from './library-types.ts';
import { firstPart, parts, partsOfKind } from './parts.ts';
import { type Reading, type TypeMeaning, unknownType } from './reading.ts';
import { valueOfType } from './type-meanings.ts';
import { argumentsOf } from './type-arguments.ts';
import { typeNamed } from './type-names.ts';

type TypeReader = (reading: Reading, node: Node) => TypeMeaning;

/** Reads a type: its names are references, and its meaning says what a place of that type holds. */
export function readType(reading: Reading, node: Node): TypeMeaning {
  if (node === noNode) return unknownType;
  return typeReaders[reading.tree.kind(node)]?.(reading, node) ?? readParts(reading, node);
}

const typeReaders: Readonly<Record<string, TypeReader>> = {
  identifier: readNamed,
  qualified_name: readNamed,
  alias_qualified_name: readNamed,
  generic_name: readNamed,
  predefined_type: readPredefined,
  nullable_type: readInner,
  pointer_type: readInner,
  ref_type: readInner,
  scoped_type: readInner,
  array_type: readArray,
  tuple_type: readTuple,
  implicit_type: () => unknownType,
};

function ofClass(cls: Slot): TypeMeaning {
  return cls === nothing ? unknownType : { classes: [cls], values: [] };
}

function readPredefined({ tree, facts }: Reading, node: Node): TypeMeaning {
  const name = tree.text(node);
  return name === 'void' ? unknownType : ofClass(facts.libraryValue(name));
}

function readInner(reading: Reading, node: Node): TypeMeaning {
  return reading.type(reading.tree.child(node, 'type'));
}

function readParts(reading: Reading, node: Node): TypeMeaning {
  for (const part of parts(reading.tree, node)) reading.type(part);
  return unknownType;
}

function readArray(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  for (const rank of partsOfKind(tree, node, 'array_rank_specifier')) {
    for (const size of parts(tree, rank)) reading.value(size);
  }
  const element = reading.type(tree.child(node, 'type'));
  const made = facts.collection(valueOfType(reading, element));
  return { classes: [facts.libraryValue(array)], values: [made] };
}

function readTuple(reading: Reading, node: Node): TypeMeaning {
  const { tree, facts } = reading;
  const made = facts.object();
  partsOfKind(tree, node, 'tuple_element').forEach((part, index) => {
    const value = valueOfType(reading, reading.type(tree.child(part, 'type')));
    const name = tree.child(part, 'name');
    facts.store(made, `Item${index + 1}`, value);
    if (name !== noNode) facts.store(made, tree.text(name), value);
  });
  return { classes: [], values: [made] };
}

/** `List<Foo>` is the class of that name where the repository has one, and a container of the library's. */
function readNamed(reading: Reading, node: Node): TypeMeaning {
  const { tree } = reading;
  const text = tree.text(node);
  if (text === 'var' || text === 'dynamic' || text === '_') return unknownType;
  const last = tree.child(node, 'name');
  const generic = last === noNode ? node : last;
  const args =
    tree.kind(generic) === 'generic_name'
      ? parts(tree, tree.childOfKind(generic, 'type_argument_list')).map((arg) => reading.type(arg))
      : [];
  const cls = ofClass(typeNamed(reading, node));
  if (args.length === 0) return text === 'EventHandler' ? { ...cls, takes: [] } : cls;
  const name = tree.text(firstPart(tree, generic));
  if (wrappers.has(name)) return args[0]!.takes === undefined ? cls : { ...cls, takes: args[0]!.takes };
  const takes = takenBy(reading, name, args);
  return {
    classes: cls.classes,
    values: [...valuesOf(reading, name, args), ...functionOf(reading, name, args)],
    ...(takes === undefined ? {} : { takes }),
  };
}

/** What a place of the generic type holds beside an instance of a class. */
function valuesOf(reading: Reading, name: string, args: readonly TypeMeaning[]): readonly Slot[] {
  const own = libraryValues(reading, name, args);
  if (own.length > 0) return own;
  const made = argumentsOf(
    reading,
    name,
    args.map((arg) => valueOfType(reading, arg)),
  );
  return made === nothing ? [] : [made];
}

/** A function that gives what the last argument of `Func<A, B>` says. */
function functionOf({ facts }: Reading, name: string, args: readonly TypeMeaning[]): readonly Slot[] {
  const last = args.at(-1);
  if (name !== 'Func' || last === undefined) return [];
  const fn = facts.openFunction({ definition: -1, receiver: 'none' });
  for (const _ of args.slice(1)) facts.parameter('');
  for (const cls of last.classes) facts.returns(facts.instance(cls));
  for (const value of last.values) facts.returns(value);
  facts.closeFunction();
  return [facts.functionValue(fn)];
}
