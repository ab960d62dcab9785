import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { addMethod, defineMade } from './accessors.ts';
import { keywordArgument, symbolArguments } from './arguments.ts';
import { bareConstant } from './constants.ts';
import type { Reading } from './reading.ts';
import { textOfSymbol } from './symbols.ts';

/** `delegate :a, :b, to: :target, prefix: true` */
export function readDelegate(reading: Reading, call: Node): Slot | undefined {
  const { tree } = reading;
  const to = call === noNode ? noNode : keywordArgument(reading, call, 'to');
  if (to === noNode) return undefined;
  const target = textOfSymbol(tree, to) ?? tree.text(to);
  const prefix = prefixOf(reading, keywordArgument(reading, call, 'prefix'), target);
  for (const { node, name } of symbolArguments(reading, call)) {
    addDelegate(reading, call, { nameNode: node, name: prefix + name, target, member: name });
  }
  return nothing;
}

function prefixOf({ tree }: Reading, node: Node, target: string): string {
  if (node === noNode || tree.kind(node) === 'false') return '';
  return `${textOfSymbol(tree, node) ?? target}_`;
}

/** `def_delegators :target, :a, :b`, `def_delegator :target, :member, :name` */
export function readForwarding(reading: Reading, call: Node, at: Node): Slot | undefined {
  const [target, ...members] = call === noNode ? [] : symbolArguments(reading, call);
  if (target === undefined) return undefined;
  const [member, alias] = members;
  if (reading.tree.text(at) === 'def_delegator') {
    if (member === undefined) return undefined;
    const made = alias ?? member;
    addDelegate(reading, call, {
      nameNode: made.node,
      name: made.name,
      target: target.name,
      member: member.name,
    });
    return nothing;
  }
  for (const { node, name } of members) {
    addDelegate(reading, call, { nameNode: node, name, target: target.name, member: name });
  }
  return nothing;
}

function addDelegate(
  reading: Reading,
  call: Node,
  found: { readonly nameNode: Node; readonly name: string; readonly target: string; readonly member: string },
): void {
  const { facts } = reading;
  const { nameNode, name, target, member } = found;
  const definition = defineMade(reading, { node: call, nameNode, name, subkind: 'delegate' });
  addMethod(reading, name, definition, () => {
    const receiver = targetValue(reading, target, nameNode);
    facts.returns(facts.call({ receiver, member, at: nameNode }, []));
  });
}

function targetValue(reading: Reading, target: string, at: Node): Slot {
  const { facts } = reading;
  if (/^(?:::)?[A-Z]/.test(target)) return bareConstant(reading, target);
  if (target === 'class' || target === 'self.class') return facts.load(facts.this(), 'class', noNode);
  if (target.startsWith('@')) return facts.load(facts.this(), target, noNode);
  return facts.call({ receiver: facts.this(), member: target, at }, []);
}
