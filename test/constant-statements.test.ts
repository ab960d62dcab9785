/**
 * What the engine is given is written in the source: a statement is made of constants when its module is
 * loaded, never in a function that runs for a caller.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BabelNode, childrenOf, isNode, parseFile, parseText } from './accuracy/babel.ts';
import { root, sourceFiles } from './source-files.ts';

const sources = sourceFiles('packages/tools').filter(
  ({ path }) => !/(\.test|\.fixture)\.ts$|(open-shop|shop-graph)\.ts$/.test(path),
);

test('no function of a tool puts a statement together', () => {
  expect(sources.length).toBeGreaterThan(30);
  const faults = sources.flatMap(({ path }) => {
    const program = parseFile(join(root, path));
    return program === undefined ? [`${path} cannot be read`] : faultsIn(program, path);
  });
  expect(faults).toEqual([]);
});

test('one that does is found', () => {
  const inFunction = (body: string) => faultsOf(`export async function run(context, args) { ${body} }`);
  expect(inFunction('return context.rows(`MATCH (d {id: "${args.id}"}) RETURN d`);')).toHaveLength(2);
  expect(inFunction('const s = "MATCH (d) WHERE d.id = " + args.id; return context.rows(s);')).toHaveLength(
    1,
  );
  expect(inFunction('return context.rows("MATCH (d) RETURN d " + args.order);')).toHaveLength(2);
  expect(faultsOf('export function run(id) { return `MATCH ${id} RETURN 1`; }')).toHaveLength(1);
  expect(faultsOf('function of(id) { return `MATCH ${id} RETURN 1`; } const s = of("(d)");')).toEqual([]);
  expect(faultsOf('const s = `MATCH ${pattern} RETURN 1`; const run = (c) => c.rows(s);')).toEqual([]);
});

const cypher = /\b(MATCH|RETURN|UNWIND|WHERE|ORDER BY|COPY)\b/;
const names = new Set(['Identifier', 'MemberExpression', 'ConditionalExpression', 'LogicalExpression']);

function faultsOf(text: string): string[] {
  const program = parseText(text);
  return program === undefined ? ['cannot be read'] : faultsIn(program, 'test');
}

function faultsIn(program: BabelNode, path: string): string[] {
  const asked = namesCalledByFunctions(program);
  return faultsBelow(program, path, asked);
}

/** A function that only the module itself calls, while it is loaded, is a way to write its constants. */
function faultsBelow(
  node: BabelNode,
  path: string,
  asked: ReadonlySet<string>,
  inFunction = false,
): string[] {
  const line = (node['loc'] as { start: { line: number } } | undefined)?.start.line ?? 0;
  const inside = inFunction || (isFunction(node) && asked.has(nameOf(node)));
  const own = faultOf(node, inside);
  const below = [...childrenOf(node)].flatMap((child) => faultsBelow(child, path, asked, inside));
  return own === null ? below : [`${path}:${line} ${own}`, ...below];
}

function isFunction({ type }: BabelNode): boolean {
  return type === 'FunctionDeclaration' || type === 'ObjectMethod';
}

function nameOf(node: BabelNode): string {
  const { name } = (node['id'] ?? node['key'] ?? {}) as { readonly name?: string };
  return name ?? '';
}

/** With the names of methods and of what is exported: others call those. */
function namesCalledByFunctions(node: BabelNode, inFunction = false): Set<string> {
  const names = new Set<string>();
  const add = (more: Iterable<string>) => {
    for (const name of more) names.add(name);
  };
  if (node.type === 'ObjectMethod') add([nameOf(node)]);
  if (node.type === 'ExportNamedDeclaration' && isNode(node['declaration']))
    add([nameOf(node['declaration'])]);
  if (inFunction && node.type === 'Identifier') add([String(node['name'])]);
  for (const child of childrenOf(node)) {
    const isOwnName = isFunction(node) && child === node['id'];
    if (!isOwnName) add(namesCalledByFunctions(child, inFunction || isFunction(node)));
  }
  return names;
}

function faultOf(node: BabelNode, inFunction: boolean): string | null {
  if (node.type === 'CallExpression' && isQuery(node)) {
    const [statement] = node['arguments'] as BabelNode[];
    return statement !== undefined && names.has(statement.type)
      ? null
      : 'asks with what is no name of a constant';
  }
  if (!inFunction) return null;
  if (node.type === 'TemplateLiteral') {
    const isBuilt = (node['expressions'] as unknown[]).length > 0 && cypher.test(quasis(node));
    return isBuilt ? 'puts a statement together' : null;
  }
  if (node.type !== 'BinaryExpression' || node['operator'] !== '+') return null;
  const sides = [node['left'], node['right']].filter(isNode);
  const isBuilt = sides.some(({ type, value }) => type === 'StringLiteral' && cypher.test(String(value)));
  return isBuilt ? 'puts a statement together' : null;
}

function isQuery(call: BabelNode): boolean {
  const { property } = call['callee'] as { property?: { name?: string } };
  return property?.name === 'rows' || property?.name === 'query';
}

function quasis(template: BabelNode): string {
  return (template['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw).join(' ');
}
