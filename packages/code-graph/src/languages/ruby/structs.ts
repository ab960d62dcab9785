import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { symbolArguments } from './arguments.ts';
import { addAccessor } from './accessors.ts';
import { readBlock } from './blocks.ts';
import { joinPath, openClassBody } from './classes.ts';
import { bindConstant } from './constants.ts';
import { documentationOf } from './documentation.ts';
import { parts } from './parts.ts';
import { type Reading, within } from './reading.ts';
import { lineOf } from './signatures.ts';

/** Where a class that a call makes gets its name: `Name = Struct.new(…)`. */
interface MadeName {
  readonly node: Node;
  readonly statement: Node;
}

/** `Struct.new(:a)`, `Data.define(:a)`, `Class.new(Base) do … end`, `Module.new`, `Proc.new`; or undefined. */
export function readMadeClass(
  reading: Reading,
  call: Node,
  receiver: Node,
  name: string,
  named: MadeName | null,
): Slot | undefined {
  const { tree } = reading;
  if (tree.kind(receiver) !== 'constant') return undefined;
  const made = `${tree.text(receiver)}.${name}`;
  const block = tree.child(call, 'block');
  if (made === 'Proc.new') return block === noNode ? undefined : readBlock(reading, block);
  if (made === 'Struct.new' || made === 'Data.define') return makeClass(reading, call, block, named, true);
  if (made === 'Class.new' || made === 'Module.new') return makeClass(reading, call, block, named, false);
  return undefined;
}

function makeClass(
  reading: Reading,
  call: Node,
  block: Node,
  named: MadeName | null,
  isStruct: boolean,
): Slot {
  const { tree, facts, scope } = reading;
  const [given] = parts(tree, tree.child(call, 'arguments'));
  const base = isStruct || given === undefined ? nothing : reading.value(given, 'type');
  const definition = named === null ? -1 : define(reading, named, isStruct);
  const path = named === null ? undefined : joinPath(scope.nesting.path, tree.text(named.node));
  const body = block === noNode ? noNode : tree.child(block, 'body');
  const cls = openClassBody(reading, { definition, ...(path === undefined ? {} : { path }), body });
  if (isStruct) addFields(reading, call, cls, definition);
  else if (given !== undefined) facts.base(cls, base, 'extends', given);
  const slot = facts.classValue(cls);
  if (named !== null) bindConstant(reading, tree.text(named.node), definition, slot);
  return slot;
}

function define(reading: Reading, { node, statement }: MadeName, isStruct: boolean): number {
  const { tree, facts } = reading;
  return facts.define({
    node: statement,
    nameNode: node,
    name: tree.text(node),
    kind: 'class',
    ...(isStruct ? { subkind: 'struct' } : {}),
    signature: lineOf(tree, statement),
    documentation: documentationOf(tree, statement),
  });
}

/** The members of a struct: an accessor each, and a parameter of what makes it. */
function addFields(reading: Reading, call: Node, cls: number, definition: number): void {
  const { facts, scope } = reading;
  const symbols = symbolArguments(reading, call).filter(({ name }) => /^[a-z_]\w*$/.test(name));
  const body = {
    ...scope.body,
    cls,
    definition: definition === -1 ? scope.body.definition : definition,
    kind: 'class' as const,
    classSide: { cls, place: 'class' as const },
    visibility: '',
    written: { ...scope.body.written, instance: new Map<string, string>() },
  };
  within(reading, { ...scope, body, isSingleton: false }, () => {
    for (const symbol of symbols)
      addAccessor(reading, symbol, { subkind: 'struct member', reads: true, writes: true });
  });
  const fn = facts.openFunction({ definition: -1, receiver: 'instance', class: cls });
  for (const { name } of symbols) facts.store(facts.this(), `@${name}`, facts.parameter(name));
  facts.closeFunction();
  facts.member(cls, 'initialize', { slot: facts.functionValue(fn), place: 'instance' });
}
