import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { functionsIn, variableOf } from './functions.ts';
import { openLocals } from './locals.ts';
import { declareParameters } from './parameters.ts';
import { type Reading, type ReadingBody, within } from './reading.ts';
import { headOf } from './signatures.ts';

type Place = 'instance' | 'class' | 'both';

/** `def name(parameters) … end` */
export function readMethod(reading: Reading, node: Node): Slot {
  const { tree, scope } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return reading.value(tree.child(node, 'body'));
  const name = nameOf(reading, nameNode);
  if (scope.body.kind === 'block' || (scope.body.kind === 'top' && scope.method === null)) {
    return defineFunction(reading, node, name, nameNode);
  }
  const { body } = scope;
  const isOfClass = scope.isSingleton || (scope.method !== null && scope.self === 'class');
  const isModuleFunction = body.isModuleFunction || body.written.moduleFunctions.has(name);
  return defineMethod(reading, node, {
    name,
    nameNode,
    place: isOfClass ? 'class' : isModuleFunction ? 'both' : 'instance',
  });
}

/** `def self.name … end` */
export function readSingletonMethod(reading: Reading, node: Node): Slot {
  const { tree, scope } = reading;
  const nameNode = tree.child(node, 'name');
  const object = tree.child(node, 'object');
  if (nameNode === noNode || object === noNode) return reading.value(tree.child(node, 'body'));
  const isOwn = tree.kind(object) === 'self' || tree.text(object) === scope.nesting.path.split('::').at(-1);
  const name = nameOf(reading, nameNode);
  if (isOwn && scope.body.kind === 'class')
    return defineMethod(reading, node, { name, nameNode, place: 'class' });
  if (!isOwn) reading.value(object);
  return defineFunction(reading, node, name, nameNode);
}

function nameOf({ tree }: Reading, node: Node): string {
  return tree.kind(node) === 'setter' ? tree.text(node).replaceAll(/\s/g, '') : tree.text(node);
}

function defineMethod(
  reading: Reading,
  node: Node,
  found: { readonly name: string; readonly nameNode: Node; readonly place: Place },
): Slot {
  const { facts, scope } = reading;
  const { body } = scope;
  const { name, place } = found;
  const definition = facts.define({
    node,
    nameNode: found.nameNode,
    name,
    kind: name === 'initialize' && place === 'instance' ? 'constructor' : 'method',
    subkind: subkindOf(place),
    signature: headOf(reading.tree, node),
    documentation: documentationOf(reading.tree, node),
    visibility: visibilityOf(body, name, place),
    parent: body.definition,
  });
  const isOfClass = place === 'class';
  const cls = isOfClass ? body.classSide.cls : body.cls;
  const isClassReceiver = isOfClass && body.classSide.place === 'class';
  const fn = facts.openFunction({ definition, receiver: isClassReceiver ? 'class' : 'instance', class: cls });
  if (place === 'both') facts.copy(facts.this(), facts.classValue(cls));
  readBody(reading, node, name, isOfClass ? 'class' : 'instance');
  facts.closeFunction();
  const slot = facts.functionValue(fn);
  facts.member(cls, name, { definition, slot, place: isOfClass ? body.classSide.place : place });
  return slot;
}

function subkindOf(place: Place): string {
  if (place === 'instance') return '';
  return place === 'class' ? 'singleton method' : 'module function';
}

export function visibilityOf(body: ReadingBody, name: string, place: Place): string {
  const { written, visibility } = body;
  if (place === 'class') return written.class.get(name) ?? (body.kind === 'class' ? visibility : '');
  return written.instance.get(name) ?? (name === 'initialize' ? 'private' : visibility);
}

/** A method that no class is known for; at top level it is a private one of everything. */
function defineFunction(reading: Reading, node: Node, name: string, nameNode: Node): Slot {
  const { facts, scope, top } = reading;
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: scope.body.kind === 'class' ? 'method' : 'function',
    signature: headOf(reading.tree, node),
    documentation: documentationOf(reading.tree, node),
  });
  const isTop = scope.body.kind === 'top';
  const fn = facts.openFunction(
    isTop ? { definition, receiver: 'instance', class: top.object } : { definition, receiver: 'lexical' },
  );
  readBody(reading, node, name, 'instance');
  facts.closeFunction();
  const slot = facts.functionValue(fn);
  const variable = facts.find(variableOf(name));
  if (variable !== undefined) {
    facts.assign(variableOf(name), slot);
    facts.bindDefinition(variable, definition);
  }
  if (isTop && reading.tree.kind(node) === 'method') {
    facts.member(top.object, name, { definition, slot, place: 'instance' });
  }
  return slot;
}

/** Parameters and statements of the open function, which gives the value of the last. */
function readBody(reading: Reading, node: Node, name: string, self: 'instance' | 'class'): void {
  const { tree, facts, scope } = reading;
  const returned = facts.returnSlotOf(facts.function);
  const locals = openLocals(null);
  const method = { name, block: -1, returned, parameters: [] as readonly Slot[] };
  within(reading, { ...scope, self, locals, method, isSingleton: false }, () => {
    const { block, slots } = declareParameters(reading, tree.child(node, 'parameters'));
    reading.scope = { ...reading.scope, method: { ...method, block, parameters: slots } };
    const body = tree.child(node, 'body');
    if (scope.body.kind !== 'class') {
      reading.scope = { ...reading.scope, functions: functionsIn(reading, body) };
    }
    facts.returns(reading.value(body, 'value'));
  });
}
