import type { Slot } from '../../facts/scopes.ts';
import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { annotate, readAnnotation } from './annotations.ts';
import { bindDefinitionName } from './definitions.ts';
import { accessorDecorators, passToDecorators, type Decorator } from './decorators.ts';
import { declareNames, type Names, namesBoundIn, noNames } from './names.ts';
import { takeOverloads } from './overloads.ts';
import { declareParameters, receiverNameOf, readDefaults } from './parameters.ts';
import { type Reading, type ReadingScope, type Receiver, within } from './reading.ts';
import { assignmentOf, headOf } from './signatures.ts';
import { docstringOf } from './strings.ts';
import { visibilityOf } from './visibility.ts';

type ReceiverKind = 'none' | 'instance' | 'class' | 'lexical';

/** `def name(parameters): body`, with the decorators that stand above it. */
export function readFunction(reading: Reading, node: Node, decorators: readonly Decorator[] = []): void {
  const { tree, facts, scope } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.statement(tree.child(node, 'body'));
  const name = tree.text(nameNode);
  const parameters = tree.child(node, 'parameters');
  const defaults = readDefaults(reading, parameters);
  const body = tree.child(node, 'body');
  const isMember = scope.kind === 'class';
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: isMember ? (name === '__init__' ? 'constructor' : 'method') : 'function',
    subkind: subkindOf(reading, node, decorators),
    signature: headOf(tree, node),
    documentation: docstringOf(tree, body),
    visibility: visibilityOf(name),
  });
  const kind = isMember ? receiverKind(name, decorators, receiverNameOf(tree, parameters)) : 'lexical';
  const names = namesBoundIn(tree, body, reading.hasWalrus);
  const fn = openFunction(reading, { definition, kind, parameters, names }, (inner) => {
    const returns = readAnnotation(reading, tree.child(node, 'return_type'));
    inner(defaults);
    declareNames(facts, names);
    annotate(reading, facts.returnSlotOf(facts.function), returns);
    reading.statement(body);
  });
  bindFunction(reading, { nameNode, definition, fn }, decorators);
}

/**
 * Opens a function and has `read` read it. `read` gets what declares the parameters: annotations are
 * looked up before that, as names around the function.
 */
function openFunction(
  reading: Reading,
  found: {
    readonly definition: number;
    readonly kind: ReceiverKind;
    readonly parameters: Node;
    readonly names: Names;
  },
  read: (declare: (defaults: ReadonlyMap<Node, Slot>) => void) => void,
): number {
  const { tree, facts, scope } = reading;
  const { definition, kind, parameters, names } = found;
  const cls = scope.kind === 'class' && kind !== 'lexical' ? scope.class : null;
  const fn = facts.openFunction({ definition, receiver: kind, class: cls?.row ?? -1 });
  const receiver = cls === null ? scope.receiver : receiverOf(kind, receiverNameOf(tree, parameters));
  const inner: ReadingScope = {
    kind: 'function',
    names,
    class: scope.class,
    receiver,
    yielded: nothing,
    overloads: [],
  };
  within(reading, inner, () => {
    read((defaults) => declareParameters(reading, parameters, defaults, cls === null ? null : receiver));
  });
  facts.closeFunction();
  return fn;
}

function receiverOf(kind: ReceiverKind, name: string | null): Receiver | null {
  return name === null || (kind !== 'instance' && kind !== 'class') ? null : { name, kind };
}

const classReceivers = new Set(['__new__', '__init_subclass__', '__class_getitem__']);

function receiverKind(
  name: string,
  decorators: readonly Decorator[],
  first: string | null,
): 'none' | 'instance' | 'class' {
  const isDecorated = (by: string) => decorators.some((decorator) => decorator.name === by);
  if (isDecorated('staticmethod')) return 'none';
  if (classReceivers.has(name) || isDecorated('classmethod')) return 'class';
  return first === 'cls' && decorators.length > 0 ? 'class' : 'instance';
}

const properties = new Set(['property', 'cached_property', 'abstractproperty', 'classproperty']);
const overloads = new Set(['overload']);
const tellingDecorators = ['staticmethod', 'classmethod', 'overload', 'abstractmethod'];

function subkindOf({ tree }: Reading, node: Node, decorators: readonly Decorator[]): string {
  const names = decorators.map(({ name }) => name);
  if (names.some((name) => properties.has(name))) return 'property';
  const accessor = names.find((name) => accessorDecorators.has(name));
  if (accessor !== undefined) return `property ${accessor}`;
  const telling = tellingDecorators.find((name) => names.includes(name));
  if (telling !== undefined) return telling;
  if (tree.childOfKind(node, 'async') !== noNode) return 'async';
  return decorators.length > 0 ? 'decorated' : '';
}

function bindFunction(
  reading: Reading,
  found: { readonly nameNode: Node; readonly definition: number; readonly fn: number },
  decorators: readonly Decorator[],
): void {
  const { tree, facts, scope } = reading;
  const { nameNode, definition, fn } = found;
  const isDecorated = (by: ReadonlySet<string>) => decorators.some(({ name }) => by.has(name));
  if (isDecorated(accessorDecorators)) return;
  const value = facts.functionValue(fn);
  const memberValue = isDecorated(properties) ? facts.returnSlotOf(fn) : value;
  const bind = () => bindDefinitionName(reading, nameNode, definition, value, memberValue);
  const name = tree.text(nameNode);
  if (isDecorated(overloads)) {
    scope.overloads = [...scope.overloads, { name, fn, bind }];
    return;
  }
  takeOverloads(facts, scope, name, fn);
  passToDecorators(reading, value, decorators);
  bind();
}

/** `lambda parameters: body`; without a definition its body belongs to the one around it. */
export function readLambda(reading: Reading, node: Node, definition = -1): Slot {
  const { tree, facts, scope } = reading;
  const parameters = tree.child(node, 'parameters');
  const defaults = readDefaults(reading, parameters);
  const kind = definition !== -1 && scope.kind === 'class' ? 'instance' : 'lexical';
  const fn = openFunction(reading, { definition, kind, parameters, names: noNames }, (declare) => {
    declare(defaults);
    facts.returns(reading.value(tree.child(node, 'body'), 'value'));
  });
  return facts.functionValue(fn);
}

/** `name = lambda …` defines a function. False when the target is no plain name. */
export function bindLambda(reading: Reading, target: Node, node: Node): boolean {
  const { tree, facts, scope } = reading;
  if (tree.kind(target) !== 'identifier') return false;
  const name = tree.text(target);
  const statement = tree.parent(node);
  const definition = facts.define({
    node: statement,
    nameNode: target,
    name,
    kind: scope.kind === 'class' ? 'method' : 'function',
    subkind: 'lambda',
    signature: assignmentOf(tree, statement),
    visibility: visibilityOf(name),
  });
  bindDefinitionName(reading, target, definition, readLambda(reading, node, definition));
  return true;
}
