import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { nameText, scopeName } from './names.ts';
import { kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { testedProperty } from './tested-properties.ts';
import { selfClass, staticClass } from './type-meanings.ts';

/**
 * Methods, properties, static properties and constants have names of their own each: `run()` (in lower case, as
 * methods are found in any), `name`, `$name`, `#NAME`.
 */
export function methodKey(name: string): string {
  return `${name.toLowerCase()}()`;
}

export function constantKeyOf(name: string): string {
  return `#${name}`;
}

/** The name of a property that is written out, or undefined. */
export function propertyName({ tree }: Reading, node: Node): string | undefined {
  return kindOf(tree, node) === 'name' ? tree.text(node) : undefined;
}

/** The name of a static property with its `$`, or undefined where it is computed. */
export function staticPropertyName({ tree }: Reading, node: Node): string | undefined {
  return kindOf(tree, node) === 'variable_name' ? tree.text(node) : undefined;
}

export function loadProperty(
  { facts }: Reading,
  object: Slot,
  name: string,
  at: Node,
  access: SiteAccess = 'read',
): Slot {
  return facts.load(object, name, at, access);
}

/** `$a->b`, `$a?->b` */
export function readMemberAccess(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree } = reading;
  const object = reading.value(tree.child(node, 'object'));
  const nameNode = tree.child(node, 'name');
  const name = propertyName(reading, nameNode);
  if (name !== undefined) {
    const tested = testedProperty(reading, node);
    return reading.facts.join([tested, loadProperty(reading, object, name, nameNode, access)]);
  }
  reading.value(nameNode);
  return nothing;
}

/** `Foo::$bar` */
export function readStaticProperty(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const cls = readClassName(reading, tree.child(node, 'scope'));
  const nameNode = tree.child(node, 'name');
  const name = staticPropertyName(reading, nameNode);
  if (name !== undefined) return facts.load(cls, name, nameNode, access);
  reading.value(nameNode);
  return nothing;
}

/** `Foo::BAR`, `Foo::class`, `$foo::class` */
export function readClassConstant(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const [scope, name] = parts(tree, node);
  if (scope === undefined) return nothing;
  const isClass = name !== undefined && tree.text(name).toLowerCase() === 'class';
  const cls = readClassName(reading, scope, isClass ? 'value' : 'read');
  if (name === undefined) return nothing;
  if (isClass) return isName(kindOf(tree, scope)) ? cls : facts.load(cls, '::class', noNode);
  if (tree.kind(name) === 'name') return facts.load(cls, constantKeyOf(tree.text(name)), name, access);
  reading.value(name);
  return nothing;
}

function isName(kind: string): boolean {
  return ['name', 'qualified_name', 'relative_name', 'relative_scope'].includes(kind);
}

/** What stands before `::` or after `new`: a class, or an expression that gives one or an instance of one. */
export function readClassName(reading: Reading, node: Node, access: SiteAccess = 'read'): Slot {
  if (node === noNode) return nothing;
  const { tree, facts, scope } = reading;
  if (!isName(tree.kind(node))) return reading.value(node);
  const text = nameText(reading, node);
  switch (text.toLowerCase()) {
    case 'self':
      return selfClass(reading);
    case 'static':
      return staticClass(reading);
    case 'parent':
      return scope.class?.parent ?? nothing;
    default:
      return facts.read(scopeName(reading, text, 'class'), node, access);
  }
}

/** Whether the node means what is above the class being read. */
export function isParent({ tree }: Reading, node: Node): boolean {
  return kindOf(tree, node) === 'relative_scope' && tree.text(node).toLowerCase() === 'parent';
}
