import { noNode, type Node } from '../../syntax/tree.ts';
import { bareName, type Declared, readDeclarator, splitQualified } from '../c/declarators.ts';
import { addFunction } from '../c/functions.ts';
import { outsideNames, qualified } from '../c/names.ts';
import { shapeOf } from '../c/parameters.ts';
import { kindOf, parts, textOf } from '../c/parts.ts';
import { type ClassScope, type Reading, withinScope } from '../c/reading.ts';
import { readTestMacro } from './macros.ts';
import { addMethod, memberNameOf } from './methods.ts';
import { realPath } from './namespaces.ts';

/** A function with its body, outside of any class. */
export function readFunction(reading: Reading, node: Node): void {
  const { tree } = reading;
  const declared = readDeclarator(tree, tree.child(node, 'declarator'));
  if (declared.name === noNode || declared.fn === noNode) {
    for (const part of parts(tree, node)) reading.statement(part);
    return;
  }
  if (kindOf(tree, declared.name) === 'qualified_identifier')
    return readOutside(reading, node, declared, true);
  const hasType = tree.child(node, 'type') !== noNode;
  const isMacro = !hasType && kindOf(tree, declared.name) === 'identifier';
  if (isMacro && readTestMacro(reading, node, declared)) return;
  addFunction(reading, {
    node,
    declared,
    name: memberNameOf(reading, declared.name),
    isBody: tree.child(node, 'body') !== noNode,
  });
}

/**
 * `void a::C::run() { … }`: a member of a class that is written elsewhere, or a function of a namespace. Only
 * linking knows which; both are said where the file does not know either.
 */
export function readOutside(reading: Reading, node: Node, declared: Declared, isBody: boolean): void {
  const { tree } = reading;
  const { last, path } = splitQualified(tree, declared.name);
  const written = realPath(reading, path.filter((name) => name !== '').join('::'));
  const nameNode = last;
  if (written === '') return addFunction(reading, { node, declared, name: bareName(tree, last), isBody });
  const full = qualified(reading, written);
  if (reading.namespaces.has(full))
    return addToNamespace(reading, node, declared, { full, written, last, isBody });
  const cls = reading.classes.get(full) ?? partOf(reading, written, declared.name);
  const prefixes = prefixesOf(outsideNames(reading, written).split(' '), reading.scope.prefixes);
  withinScope(reading, { prefixes, cls }, () => {
    addMethod(reading, cls, { node, declared, isBody, nameNode, qualifier: written.replaceAll('::', '.') });
  });
  if (reading.classes.has(full) || memberNameOf(reading, last) === cls.simpleName) return;
  linkAsFunction(reading, full, declared, last);
}

/** What names may stand behind inside of `a::C`: that, `a`, and what there is around. */
function prefixesOf(paths: readonly string[], around: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('::')))) found.add(`${at}::`);
  }
  const inner = [...found].sort((a, b) => b.length - a.length);
  return [...new Set([...inner, ...around])];
}

/** What may be a function of a namespace goes by that name, too. */
function linkAsFunction(reading: Reading, full: string, declared: Declared, last: Node): void {
  const { facts, tree } = reading;
  const definition = facts.lastDefinition;
  const shape = shapeOf(reading, tree.child(declared.fn, 'parameters'));
  facts.link({
    definition,
    name: `${full}::${bareName(tree, last)}`,
    isDeclaration: false,
    shape,
    parameters: Number(shape.split(':')[0]),
  });
}

function addToNamespace(
  reading: Reading,
  node: Node,
  declared: Declared,
  to: { readonly full: string; readonly written: string; readonly last: Node; readonly isBody: boolean },
): void {
  const prefixes = prefixesOf([to.full], reading.scope.prefixes);
  const written = to.written.replaceAll('::', '.');
  withinScope(reading, { prefixes, cls: null }, () => {
    addFunction(reading, {
      node,
      declared: { ...declared, name: to.last },
      name: bareName(reading.tree, to.last),
      isBody: to.isBody,
      qualifier: written,
    });
  });
}

/** The row for members of a class that another file declares. */
function partOf(reading: Reading, written: string, at: Node): ClassScope {
  const { facts } = reading;
  const outside = outsideNames(reading, written);
  const key = `part ${outside}`;
  const known = reading.classes.get(key);
  if (known !== undefined) return known;
  const type = facts.read(outside, at, 'type');
  const row = facts.openClass({ definition: -1, isPart: true });
  facts.base(row, type, 'extends', at);
  const itself = facts.instance(facts.classValue(row));
  facts.closeClass();
  const simpleName = written.slice(written.lastIndexOf(':') + 1);
  const cls: ClassScope = {
    row,
    definition: -1,
    name: qualified(reading, written),
    simpleName,
    members: new Set(),
    fieldTypes: new Map(),
    itself,
    isWhole: false,
  };
  reading.classes.set(key, cls);
  return cls;
}

/** `int a::C::count = 0;`: a variable that its class or namespace declares. */
export function readOutsideVariable(reading: Reading, node: Node, declared: Declared): void {
  const { tree, facts } = reading;
  const { last, path } = splitQualified(tree, declared.name);
  const written = realPath(reading, path.filter((name) => name !== '').join('::'));
  const full = qualified(reading, written);
  const cls = reading.classes.get(full) ?? partOf(reading, written, declared.name);
  const definition = facts.define({
    node,
    nameNode: last,
    name: textOf(tree, last),
    kind: 'property',
    subkind: 'static',
    signature: tree.text(node).slice(0, 200),
    exported: true,
    parent: cls.definition,
    ...(cls.definition === -1 ? { qualifier: cls.name.replaceAll('::', '.') } : {}),
  });
  const slot = facts.slot();
  facts.member(cls.row, textOf(tree, last), { definition, slot, place: 'both' });
  facts.link({ definition, isDeclaration: false, shape: '', slot });
}
