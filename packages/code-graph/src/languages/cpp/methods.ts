import { noNode, type Node } from '../../syntax/tree.ts';
import { bareName, type Declared } from '../c/declarators.ts';
import { documentationOf } from '../c/documentation.ts';
import { openAndRead } from '../c/functions.ts';
import { bindGlobal } from '../c/globals.ts';
import { shapeOf } from '../c/parameters.ts';
import { kindOf, parts, textOf } from '../c/parts.ts';
import { type ClassScope, openType, plainType, type Reading } from '../c/reading.ts';
import { headOf, lineOf } from '../c/signatures.ts';
import { hasSpecifier } from '../c/type-expressions.ts';

/** The member that a call of a class runs. */
const constructorName = '()';

export interface MethodFacts {
  readonly node: Node;
  readonly declared: Declared;
  readonly isBody: boolean;
  /** The path before the name where it stands outside of its class. */
  readonly qualifier?: string;
  /** Where the name itself stands. */
  readonly nameNode?: Node;
}

/** A member function, declared or with its body, in its class or outside of it. */
export function addMethod(reading: Reading, cls: ClassScope, method: MethodFacts): void {
  const { tree, facts } = reading;
  const { node, declared, isBody } = method;
  const nameNode = method.nameNode ?? declared.name;
  const name = memberNameOf(reading, nameNode);
  const isConstructor = name === cls.simpleName;
  const hasType = tree.child(node, 'type') !== noNode;
  if (!hasType && !isConstructor && /^\w+$/.test(name)) return readMacroUse(reading, node, declared);
  const isStatic = hasSpecifier(reading, node, 'static');
  const definition = defineMethod(reading, cls, method, { name, isConstructor, isStatic });
  const type = isConstructor
    ? plainType
    : hasType
      ? reading.type(tree.child(node, 'type'))
      : resultOf(reading, nameNode);
  const fn = openAndRead(reading, node, declared, {
    definition,
    type,
    receiver: isStatic ? 'class' : 'instance',
    cls: cls.row,
  });
  const slot = facts.functionValue(fn);
  const isVirtual = hasSpecifier(reading, node, 'virtual') || hasOverride(reading, declared.fn);
  if (/=\s*delete\s*;?$/.test(tree.text(node).slice(-16))) return;
  facts.member(cls.row, isConstructor ? constructorName : name, {
    definition,
    slot,
    place: isConstructor ? 'class' : 'both',
    isClosed: !isVirtual,
  });
  cls.members.add(name);
  if (method.qualifier === undefined) {
    if (!isConstructor && cls.definition !== -1)
      bindGlobal(reading, `${cls.name}::${name}`, definition, slot);
    if (isBody) return;
  }
  const list = tree.child(declared.fn, 'parameters');
  const shape = shapeOf(reading, list);
  facts.link({ definition, isDeclaration: !isBody, shape, parameters: Number(shape.split(':')[0]) });
}

/** `operator bool` gives what it is called. */
function resultOf(reading: Reading, nameNode: Node) {
  const { tree } = reading;
  return kindOf(tree, nameNode) === 'operator_cast' ? reading.type(tree.child(nameNode, 'type')) : openType;
}

/** A macro with arguments in a class looks like a member without a type. */
function readMacroUse(reading: Reading, node: Node, declared: Declared): void {
  const { tree } = reading;
  reading.facts.call({ name: textOf(tree, declared.name), at: declared.name }, []);
  const body = tree.child(node, 'body');
  if (body !== noNode) reading.statement(body);
}

function defineMethod(
  reading: Reading,
  cls: ClassScope,
  { node, declared, isBody, qualifier, nameNode }: MethodFacts,
  own: { readonly name: string; readonly isConstructor: boolean; readonly isStatic: boolean },
): number {
  const { tree, facts } = reading;
  const template = kindOf(tree, tree.parent(node)) === 'template_declaration' ? tree.parent(node) : node;
  return facts.define({
    node,
    nameNode: nameNode ?? declared.name,
    name: own.name,
    kind: own.isConstructor ? 'constructor' : 'method',
    subkind: subkindOf(reading, node, declared, { isBody, ...own }),
    signature: isBody ? headOf(tree, node) : lineOf(tree, node),
    documentation: documentationOf(tree, template),
    visibility: qualifier === undefined ? reading.access : '',
    exported: reading.access !== 'private',
    ...(qualifier === undefined
      ? { parent: cls.definition }
      : {
          parent: cls.definition,
          qualifier: cls.definition === -1 ? cls.name.replaceAll('::', '.') : undefined,
        }),
  } as Parameters<typeof facts.define>[0]);
}

function subkindOf(
  reading: Reading,
  node: Node,
  declared: Declared,
  own: { readonly name: string; readonly isBody: boolean; readonly isStatic: boolean },
): string {
  const { tree } = reading;
  if (own.name.startsWith('~')) return 'destructor';
  if (own.name.startsWith('operator')) return 'operator';
  if (own.isStatic) return 'static';
  if (/=\s*0\s*;?$/.test(tree.text(node).slice(-12))) return 'pure virtual';
  if (hasSpecifier(reading, node, 'virtual') || hasOverride(reading, declared.fn)) return 'virtual';
  return own.isBody ? '' : 'declaration';
}

function hasOverride({ tree }: Reading, fn: Node): boolean {
  return fn !== noNode && parts(tree, fn).some((part) => tree.kind(part) === 'virtual_specifier');
}

/** `get`, `~Foo`, `operator==`, `operator bool` */
export function memberNameOf({ tree }: Reading, nameNode: Node): string {
  if (kindOf(tree, nameNode) !== 'operator_cast') return bareName(tree, nameNode);
  return `operator ${textOf(tree, tree.child(nameNode, 'type'))}`;
}
