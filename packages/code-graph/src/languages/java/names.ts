import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Scope, type Slot, type Variable } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import type { ClassFacts, Reading } from './reading.ts';

/** A bare name: a local variable, a member of a class around, something imported, or a class. */
export function readName(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const name = tree.text(node);
  const variable = variableOf(reading, name);
  if (variable !== undefined) return facts.readVariable(variable, node, access);
  return nameAround(reading, name, node, access);
}

/** What a name means that no scope of the file has: a member that is inherited, or a class. */
export function nameAround({ facts }: Reading, name: string, at: Node, access: SiteAccess): Slot {
  if (facts.class === -1) return facts.read(name, at, access);
  return facts.around({ class: facts.class, receiver: facts.this() }, name, at, access);
}

/** The variable that the name means, unless a class in between has a member of that name. */
export function variableOf({ facts, classes }: Reading, name: string): Variable | undefined {
  const variable = facts.find(name);
  const owner = classes.findLast((cls) => cls.names.has(name));
  if (variable === undefined || owner === undefined) return variable;
  return isWithin(variable.scope, owner) ? variable : undefined;
}

function isWithin(scope: Scope, cls: ClassFacts): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.kind === 'class' && at.frame.class === cls.row) return true;
  }
  return false;
}

/** `object.field`, `Outer.this`, `a.b.Type` */
export function readField(reading: Reading, node: Node, access: SiteAccess): Slot {
  const { tree, facts } = reading;
  const [object, field] = [tree.child(node, 'object'), tree.child(node, 'field')];
  if (field === noNode || object === noNode) return nothing;
  if (tree.kind(field) === 'this') return outerThis(reading, object);
  const name = tree.text(field);
  if (tree.childOfKind(node, 'super') !== noNode || tree.kind(object) === 'super')
    return facts.superMember(name, field);
  const path = packagePath(reading, node);
  if (path !== undefined) return qualifiedName(reading, path, field);
  return facts.load(reading.value(object), name, field, access);
}

/** `a.b.Type` where `a` is nothing but the beginning of a package's name. */
function packagePath(reading: Reading, node: Node): string | undefined {
  const { tree } = reading;
  const text = tree.text(node);
  const first = /^([a-z]\w*)(?:\.[a-z]\w*)*\.[A-Z]\w*[a-z]\w*$/.exec(text)?.[1];
  if (first === undefined || variableOf(reading, first) !== undefined) return undefined;
  return reading.classes.some((cls) => cls.names.has(first)) ? undefined : text;
}

/** `Outer.this` */
function outerThis(reading: Reading, name: Node): Slot {
  const { facts } = reading;
  const { type } = reading.type(name);
  return facts.instance(type);
}

/** `a.b.Type`: a class by its whole name. */
export function qualifiedName({ facts }: Reading, path: string, at: Node): Slot {
  if (/^(?:java|javax)\./.test(path)) return facts.libraryValue(path.slice(path.lastIndexOf('.') + 1));
  const [, pack = '', name = path] = /^(.*?)\.(\p{Lu}.*)$/u.exec(path) ?? [];
  const names = name.split('.');
  return names.reduce(
    (slot, each, index) => facts.load(slot, each, index === names.length - 1 ? at : noNode, 'type'),
    facts.libraryValue(pack),
  );
}
