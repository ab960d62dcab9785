import { join } from 'node:path';
import { type BabelNode, childrenOf, isNode, parseFile, sourcesIn } from './babel.ts';
import {
  compareDefinitions,
  type DefinitionColumns,
  type DefinitionWitness,
  type Testimony,
} from './definition-witness.ts';

/** Compares the named functions, methods and classes of TypeScript and JavaScript with Babel's parser. */
export async function compareWithBabel(directory: string): Promise<DefinitionWitness> {
  return compareDefinitions(directory, askBabel(directory), describeOurs);
}

function askBabel(directory: string): Testimony {
  const files = new Set<string>();
  const definitions: string[] = [];
  for (const path of sourcesIn(directory)) {
    const program = parseFile(join(directory, path));
    if (program === undefined) continue;
    files.add(path);
    visit(program, (line, kind, name) => definitions.push(`${path}:${String(line)} ${kind} ${name}`));
  }
  return { parser: 'Babel', files, definitions };
}

type Report = (line: number, kind: 'class' | 'function', name: string) => void;

const functionValues = new Set(['ArrowFunctionExpression', 'FunctionExpression']);
const methodNodes = new Set(['ClassMethod', 'ClassPrivateMethod']);

function visit(node: BabelNode, report: Report): void {
  reportOwn(node, report);
  for (const child of childrenOf(node)) visit(child, report);
}

function reportOwn(node: BabelNode, report: Report): void {
  if (node.type === 'FunctionDeclaration') reportNamed(node['id'], 'function', report);
  else if (node.type === 'ClassDeclaration') reportNamed(node['id'], 'class', report);
  else if (methodNodes.has(node.type) && node['computed'] !== true)
    reportNamed(node['key'], 'function', report);
  else if (node.type === 'VariableDeclarator' && isNode(node['init'])) {
    if (functionValues.has(node['init'].type)) reportNamed(node['id'], 'function', report);
    if (node['init'].type === 'ClassExpression') reportNamed(node['id'], 'class', report);
  }
}

function reportNamed(name: unknown, kind: 'class' | 'function', report: Report): void {
  if (!isNode(name)) return;
  const identifier = name.type === 'PrivateName' && isNode(name['id']) ? name['id'] : name;
  if (identifier.type !== 'Identifier') return;
  const { start } = name['loc'] as { start: { line: number } };
  const prefix = name.type === 'PrivateName' ? '#' : '';
  report(start.line, kind, prefix + String(identifier['name']));
}

/** Functions in object literals and assigned to members have names of ours only. */
function describeOurs(value: DefinitionColumns): string | undefined {
  const kind = value('kind');
  const isCallable = kind === 'function' || kind === 'method' || kind === 'constructor';
  if (!isCallable && kind !== 'class') return undefined;
  const line = `${value('file')}:${value('name_line')} ${isCallable ? 'function' : 'class'} ${value('name')}`;
  return line;
}
