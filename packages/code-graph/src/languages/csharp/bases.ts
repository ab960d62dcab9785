import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf } from './arguments.ts';
import { libraryValues, underlying } from './library-types.ts';
import { parts } from './parts.ts';
import { type Reading, type TypeBody, unknownType } from './reading.ts';
import { inheritArguments } from './type-arguments.ts';
import { baseType } from './type-names.ts';

/** `: Base<T>(a), IFoo`. Of a class the first may be a class; what begins like an interface is one. */
export function readBases(reading: Reading, node: Node, body: TypeBody): void {
  const { tree, facts } = reading;
  const list = tree.childOfKind(node, 'base_list');
  if (list === noNode) return;
  let position = 0;
  for (const part of parts(tree, list)) {
    if (tree.kind(part) === 'argument_list') continue;
    const type = tree.kind(part) === 'primary_constructor_base_type' ? tree.child(part, 'type') : part;
    if (type === noNode) continue;
    if (body.kind === 'enum') {
      reading.type(type);
      continue;
    }
    const isInterface = body.kind === 'class' && (position > 0 || looksLikeInterface(tree.text(type)));
    facts.base(body.row, baseType(reading, type), isInterface ? 'implements' : 'extends', part);
    readTypeArguments(reading, type, body);
    position++;
  }
}

function looksLikeInterface(text: string): boolean {
  const last = text
    .replace(/<[\s\S]*$/, '')
    .split(/[.:]/)
    .at(-1)!;
  return /^I[A-Z]/.test(last);
}

/** A class below `List<Foo>` or `IEnumerable<Foo>` holds what that holds. */
function readTypeArguments(reading: Reading, type: Node, body: TypeBody): void {
  const { tree, facts } = reading;
  const last = tree.child(type, 'name');
  const generic = last === noNode ? type : last;
  if (tree.kind(generic) !== 'generic_name') return;
  const args = parts(tree, tree.childOfKind(generic, 'type_argument_list')).map((arg) => reading.type(arg));
  const name = tree.text(tree.firstNamedChild(generic));
  inheritArguments(reading, body.row, generic, args);
  for (const slot of libraryValues(reading, name, args.length === 0 ? [unknownType] : args)) {
    facts.member(body.row, underlying, { slot, place: 'instance' });
  }
}

/** `: base(a, b)` of a constructor and `: Base(a, b)` of a type with parameters: the constructor that is called. */
export function callConstructor(reading: Reading, at: Node, list: Node, which: 'base' | 'this'): void {
  const { facts, place } = reading;
  const args = argumentsOf(reading, list).args;
  if (which === 'base') return void facts.callSuper('.ctor', at, args);
  const [own] = place.types;
  if (own !== undefined) facts.call({ value: facts.classValue(own.row), at }, args);
}
