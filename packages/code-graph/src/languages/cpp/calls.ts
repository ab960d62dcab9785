import type { Argument, SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { argumentsOf, readCall as readCallOfC } from '../c/calls.ts';
import { bareName } from '../c/declarators.ts';
import type { Member } from '../c/expressions.ts';
import { callName } from '../c/names.ts';
import { kindOf, parts, textOf } from '../c/parts.ts';
import type { Reading } from '../c/reading.ts';
import { valueOfType } from '../c/type-meanings.ts';
import { callQualified, readArgumentsOf, readPath } from './qualified-names.ts';
import { argumentTypes } from './type-expressions.ts';

const casts = new Set(['static_cast', 'dynamic_cast', 'reinterpret_cast', 'const_cast']);
/** Functions of the library that make something of the type they are given, and calls its constructor. */
const makers = new Set([
  'make_unique',
  'make_shared',
  'make_unique_for_overwrite',
  'make_optional',
  'allocate_shared',
]);
const pointerCasts = new Set([
  'static_pointer_cast',
  'dynamic_pointer_cast',
  'const_pointer_cast',
  'get',
  'any_cast',
  'bit_cast',
]);
/** Functions of the library that give what they are given. */
const passing = new Set([
  'move',
  'forward',
  'ref',
  'cref',
  'as_const',
  'addressof',
  'exchange',
  'begin',
  'end',
  'cbegin',
  'cend',
  'to_address',
]);

export function readCall(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const [callee, list] = [tree.child(node, 'function'), tree.child(node, 'arguments')];
  switch (kindOf(tree, callee)) {
    case 'field_expression': {
      const { receiver, name, at } = memberOf(reading, callee);
      const args = argumentsOf(reading, list);
      if (at === noNode) return nothing;
      return facts.call({ receiver, member: name, at }, args);
    }
    case 'qualified_identifier':
      return callOfPath(reading, callee, list);
    case 'template_function':
      return callTemplate(reading, callee, list);
    case 'primitive_type':
    case 'sized_type_specifier':
      return argumentsOf(reading, list)[0]?.slot ?? nothing;
    case 'identifier': {
      const args = argumentsOf(reading, list);
      const name = tree.text(callee);
      const result = callName(reading, name, callee, args);
      return passing.has(name) ? facts.join([result, args[0]?.slot ?? nothing]) : result;
    }
    default:
      return readCallOfC(reading, node, access);
  }
}

/** `std::move(x)`, `a::b(x)`, `std::make_unique<Foo>(x)`, `Foo::create<T>(x)` */
function callOfPath(reading: Reading, callee: Node, list: Node): Slot {
  const { tree, facts } = reading;
  const { path, last } = readPath(reading, callee);
  if (kindOf(tree, last) === 'template_function') {
    const made = callMaker(reading, path.replace(/^std::(?:experimental::)?/, ''), last, list);
    if (made !== undefined) return made;
    readArgumentsOf(reading, callee);
  }
  const args = argumentsOf(reading, list);
  if (path.startsWith('std::')) {
    const result = facts.call({ name: path, at: last }, args);
    return passing.has(path.slice(5)) ? facts.join([result, args[0]?.slot ?? nothing]) : result;
  }
  return callQualified(reading, callee, args);
}

/** `static_cast<Foo *>(x)`, `make_unique<Foo>(x)`, `f<T>(x)` */
function callTemplate(reading: Reading, callee: Node, list: Node): Slot {
  const { tree } = reading;
  const name = bareName(tree, callee);
  const made = callMaker(reading, name, callee, list);
  if (made !== undefined) return made;
  readArgumentsOf(reading, callee);
  return callName(reading, name, tree.child(callee, 'name'), argumentsOf(reading, list));
}

/** What a template of the language or its library makes of the type it is given. */
function callMaker(reading: Reading, name: string, callee: Node, list: Node): Slot | undefined {
  const { facts } = reading;
  if (!casts.has(name) && !makers.has(name) && !pointerCasts.has(name)) return undefined;
  const [type] = argumentTypes(reading, callee);
  const args = argumentsOf(reading, list);
  if (type === undefined) return args[0]?.slot ?? nothing;
  if (makers.has(name)) return make(reading, callee, type, args);
  const typed = valueOfType(reading, type, false);
  if (casts.has(name)) return typed === nothing ? (args[0]?.slot ?? nothing) : typed;
  return name === 'get' && typed === nothing ? facts.element(args[0]?.slot ?? nothing) : typed;
}

function make(
  reading: Reading,
  callee: Node,
  type: { readonly classes: readonly Slot[]; readonly values: readonly Slot[] },
  args: readonly Argument[],
): Slot {
  const { facts, tree } = reading;
  const cls = facts.join(type.classes);
  if (cls === nothing) return facts.collection(facts.join(type.values));
  return facts.collection(facts.call({ value: cls, at: tree.child(callee, 'name') }, args));
}

/** The receiver, the name and its place of `a.b`, `a->b`, `a.template b<T>`, `a.Base::b`. */
export function memberOf(reading: Reading, node: Node): Member {
  const { tree, facts } = reading;
  const object = tree.child(node, 'argument');
  const value = reading.value(object);
  const isArrow = textOf(tree, tree.child(node, 'operator')) === '->';
  const isThis = kindOf(tree, object) === 'this';
  const receiver =
    isArrow && !isThis && value !== nothing ? facts.join([value, facts.element(value)]) : value;
  let at = tree.child(node, 'field');
  if (kindOf(tree, at) === 'qualified_identifier') at = readPath(reading, at).last;
  if (kindOf(tree, at) === 'dependent_name') at = parts(tree, at)[0] ?? at;
  if (kindOf(tree, at) === 'template_method') {
    readArgumentsOf(reading, at);
    return { receiver, name: bareName(tree, at), at: tree.child(at, 'name') };
  }
  return { receiver, name: at === noNode ? '' : bareName(tree, at), at };
}
