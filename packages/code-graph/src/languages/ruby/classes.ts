import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { bareConstant } from './constants.ts';
import { documentationOf } from './documentation.ts';
import { openLocals } from './locals.ts';
import { parts } from './parts.ts';
import { type Reading, type ReadingBody, within } from './reading.ts';
import { headOf } from './signatures.ts';
import { visibilityIn } from './visibility.ts';

/** `class Name < Base … end`, `module Name … end` */
export function readClass(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  const body = tree.child(node, 'body');
  const superclass = tree.child(node, 'superclass');
  const base = superclass === noNode ? nothing : reading.value(tree.firstNamedChild(superclass), 'type');
  if (nameNode === noNode) return reading.value(body);
  const named = nameOf(reading, nameNode);
  const definition = facts.define({
    node,
    nameNode: named.node,
    name: named.name,
    ...(named.qualifier === '' ? {} : { qualifier: named.qualifier.replaceAll('::', '.') }),
    kind: tree.kind(node) === 'module' ? 'module' : 'class',
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node),
    visibility: reading.scope.body.written.constants.has(named.name) ? 'private' : '',
  });
  const cls = openClassBody(reading, { definition, path: named.path, body });
  bindClass(reading, cls, definition, named);
  if (superclass !== noNode) facts.base(cls, base, 'extends', superclass);
  return facts.classValue(cls);
}

interface ClassName {
  readonly node: Node;
  readonly name: string;
  /** What stands before the name: `A::B` in `class A::B::C`. */
  readonly qualifier: string;
  /** The name in the whole program. */
  readonly path: string;
}

function nameOf({ tree, scope }: Reading, node: Node): ClassName {
  const isScoped = tree.kind(node) === 'scope_resolution';
  const last = isScoped ? tree.child(node, 'name') : node;
  const name = last === noNode ? tree.text(node) : tree.text(last);
  const written = tree.text(node).replaceAll(/\s/g, '');
  const isAbsolute = written.startsWith('::');
  const qualifier = isScoped ? written.replace(/^::/, '').split('::').slice(0, -1).join('::') : '';
  const path = joinPath(isAbsolute ? '' : scope.nesting.path, joinPath(qualifier, name));
  return { node: last === noNode ? node : last, name, qualifier, path };
}

export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}::${name}`;
}

/** Makes the class a constant of the one around it: of the one it names, where it names one. */
function bindClass(reading: Reading, cls: number, definition: number, named: ClassName): void {
  const { facts, scope } = reading;
  const around = named.path.split('::').slice(0, -1).join('::');
  let outer = scope.nesting.cls;
  if (around !== scope.nesting.path) {
    outer = facts.openClass({ definition: -1, globalName: around, outer: reading.top.namespace });
    facts.closeClass();
  }
  facts.member(outer, named.name, { definition, slot: facts.classValue(cls), place: 'class' });
  if (named.name === 'ClassMethods' && scope.body.kind === 'class') {
    facts.base(scope.body.cls, facts.classValue(cls), 'passesToClass', named.node);
  }
}

/** Opens the class, reads its body with the class as receiver, and closes it. */
export function openClassBody(
  reading: Reading,
  found: { readonly definition: number; readonly path?: string; readonly body: Node },
): number {
  const { tree, facts, scope } = reading;
  const cls = facts.openClass({
    definition: found.definition,
    ...(found.path === undefined ? {} : { globalName: found.path }),
    outer: scope.nesting.cls,
    isReceiver: true,
  });
  const body: ReadingBody = {
    cls,
    definition: found.definition === -1 ? scope.body.definition : found.definition,
    kind: 'class',
    classSide: { cls, place: 'class' },
    fields: new Set(),
    written: visibilityIn(tree, found.body),
    visibility: '',
    isModuleFunction: false,
  };
  const nesting = { cls, path: found.path ?? scope.nesting.path };
  within(
    reading,
    {
      ...scope,
      body,
      nesting,
      self: 'class',
      isSingleton: false,
      locals: openLocals(null),
      method: null,
      functions: new Map(),
    },
    () => reading.value(found.body),
  );
  facts.closeClass();
  return cls;
}

/** `class << self … end` */
export function readSingletonClass(reading: Reading, node: Node): Slot {
  const { tree, scope } = reading;
  const object = tree.child(node, 'value');
  const body = tree.child(node, 'body');
  const isOwn = object !== noNode && tree.kind(object) === 'self' && scope.body.kind === 'class';
  if (!isOwn) {
    reading.value(object);
    return within(
      reading,
      { ...scope, locals: openLocals(null), body: { ...scope.body, kind: 'block' } },
      () => reading.value(body),
    );
  }
  const singleton = { ...scope.body, written: singletonVisibility(reading, body), visibility: '' };
  within(reading, { ...scope, body: singleton, isSingleton: true, locals: openLocals(null) }, () =>
    reading.value(body),
  );
  return nothing;
}

function singletonVisibility({ tree }: Reading, body: Node) {
  const written = visibilityIn(tree, body);
  return { ...written, class: written.instance };
}

/** Modules that a class body mixes in, by what it calls. */
const mixing = { include: 'includes', prepend: 'prepends', extend: 'extendsClass' } as const;

/** `include A, B`, `extend self`: a base of the class. Gives whether the call is one. */
export function readMixin(reading: Reading, name: string, list: Node): boolean {
  const { tree, facts, scope } = reading;
  if (!Object.hasOwn(mixing, name) || scope.body.kind !== 'class' || scope.method !== null) return false;
  const relation = scope.isSingleton ? 'extendsClass' : mixing[name as keyof typeof mixing];
  for (const argument of parts(tree, list)) {
    const value = reading.value(argument, 'type');
    facts.base(scope.body.cls, value, relation, argument);
    importMixin(reading, name as keyof typeof mixing, argument, value);
  }
  return true;
}

/** A constant that is mixed in is an imported symbol, too, which stands for what the constant holds. */
function importMixin({ tree, facts }: Reading, kind: keyof typeof mixing, node: Node, value: Slot): void {
  if (!['constant', 'scope_resolution'].includes(tree.kind(node))) return;
  const specifier = tree.text(node);
  const name = specifier.slice(specifier.lastIndexOf(':') + 1);
  facts.copy(facts.import({ specifier, name, kind, at: node }).slot, value);
}

/**
 * `base.extend(ClassMethods)` in a module's `self.included(base)`: what includes the module gets it.
 */
export function readHookMixin(reading: Reading, name: string, receiver: Node, list: Node): void {
  const { tree, facts, scope } = reading;
  if (!Object.hasOwn(mixing, name) || scope.body.kind !== 'class' || scope.self !== 'class') return;
  if (scope.method === null || !hooks.has(scope.method.name) || tree.kind(receiver) !== 'identifier') return;
  const relation = name === 'extend' ? 'passesToClass' : 'includes';
  for (const argument of parts(tree, list)) {
    if (tree.kind(argument) !== 'constant') continue;
    facts.base(scope.body.cls, bareConstant(reading, tree.text(argument)), relation, argument);
  }
}

const hooks = new Set(['included', 'extended', 'prepended', 'inherited']);
