import { join } from 'node:path';
import { type BabelNode, childrenOf, isNode, parseFile, sourcesIn } from '../babel.ts';
import { placeOf } from './scip-index.ts';
import { SiteCollector, type SiteKind, type SourceSites } from './source-sites.ts';

/** Calls and definitions as Babel's parser has them. `super(…)` has no name and is no call here. */
export function readBabelSites(directory: string): SourceSites {
  const sites = new SiteCollector();
  for (const path of sourcesIn(directory)) {
    const root = parseFile(join(directory, path));
    if (root === undefined) continue;
    sites.files.add(path);
    const place = (at: BabelNode) => {
      const { start } = at['loc'] as { start: { line: number; column: number } };
      return placeOf(path, start.line, start.column + 1);
    };
    visit(root, {
      site: (kind, at) => sites.add(kind, place(at)),
      base: (cls, base) => sites.addBase(place(cls), place(base)),
    });
  }
  return sites;
}

interface Report {
  site(kind: SiteKind, at: BabelNode): void;
  base(cls: BabelNode, base: BabelNode): void;
}

function visit(node: BabelNode, report: Report): void {
  if (calls.has(node.type)) reportCall(node, report);
  const name = definedName(node);
  if (name !== undefined) report.site(signatures.has(node.type) ? 'signature' : 'callable', name);
  const cls = classes.has(node.type) ? nodeOf(node['id']) : undefined;
  for (const base of cls === undefined ? [] : basesOf(node)) report.base(cls!, base);
  for (const child of childrenOf(node)) visit(child, report);
}

const calls = new Set([
  'CallExpression',
  'OptionalCallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
]);
const wrappers = new Set([
  'ParenthesizedExpression',
  'TSNonNullExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

function reportCall(node: BabelNode, report: Report): void {
  let callee = node[node.type === 'TaggedTemplateExpression' ? 'tag' : 'callee'];
  while (isNode(callee) && wrappers.has(callee.type)) callee = callee['expression'];
  if (!isNode(callee)) return;
  const name = calledName(callee);
  if (name === undefined) report.site('head', callee);
  else report.site('call', name);
}

function calledName(callee: BabelNode): BabelNode | undefined {
  if (callee.type === 'Identifier') return callee;
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression';
  return isMember && callee['computed'] !== true && isNode(callee['property'])
    ? callee['property']
    : undefined;
}

const classes = new Set(['ClassDeclaration', 'ClassExpression', 'TSInterfaceDeclaration']);

/** The names that a class or interface extends or implements. */
function basesOf(node: BabelNode): BabelNode[] {
  const clauses = [node['superClass'], node['implements'], node['extends']].flat();
  return clauses.filter(isNode).flatMap((clause) => {
    let base = clause;
    while (isNode(base['expression'])) base = base['expression'];
    const last = nodeOf(base['property']) ?? nodeOf(base['right']) ?? base;
    return last.type === 'Identifier' ? [last] : [];
  });
}

const signatures = new Set(['TSDeclareFunction', 'TSDeclareMethod', 'TSMethodSignature']);
const named = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
  'TSDeclareFunction',
]);
const keyed = new Set([
  'ClassMethod',
  'ClassPrivateMethod',
  'ObjectMethod',
  'TSDeclareMethod',
  'TSMethodSignature',
]);
const bound: Readonly<Record<string, readonly [name: string, value: string]>> = {
  VariableDeclarator: ['id', 'init'],
  ObjectProperty: ['key', 'value'],
  ClassProperty: ['key', 'value'],
  ClassPrivateProperty: ['key', 'value'],
};
const callableValues = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'ClassExpression']);

/** The name of a function, method or class where the node defines one. */
function definedName(node: BabelNode): BabelNode | undefined {
  if (named.has(node.type)) return nodeOf(node['id']);
  if (keyed.has(node.type)) return node['computed'] === true ? undefined : nodeOf(node['key']);
  const place = bound[node.type];
  if (place === undefined) return undefined;
  const value = nodeOf(node[place[1]]);
  return value !== undefined && callableValues.has(value.type) ? nodeOf(node[place[0]]) : undefined;
}

function nodeOf(value: unknown): BabelNode | undefined {
  return isNode(value) ? value : undefined;
}
