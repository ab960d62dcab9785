import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildCodeGraph } from '@gkg/code-graph';
import { nodeKinds } from '@gkg/ontology';

/** Definitions of a directory as Python's own parser finds them, against ours. */
export interface DefinitionWitness {
  readonly files: number;
  /** Functions, methods and classes that Python's `ast` finds. */
  readonly expected: number;
  /** `path:line kind name` */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Prints every definition below a directory as `path:line kind name`, and `# path` for each file it can read. */
const witness = `
import ast, pathlib, sys, warnings
warnings.simplefilter('ignore')
kinds = {ast.ClassDef: 'class', ast.FunctionDef: 'function', ast.AsyncFunctionDef: 'function'}
root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob('*.py')):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        continue
    name = path.relative_to(root).as_posix()
    print('# ' + name)
    for node in ast.walk(tree):
        if type(node) in kinds:
            print(f'{name}:{node.lineno} {kinds[type(node)]} {node.name}')
`;

const outputBytesMax = 1 << 28;

/** Compares with `python3`; undefined when there is none. */
export async function compareDefinitions(directory: string): Promise<DefinitionWitness | undefined> {
  const lines = await askPython(directory);
  if (lines === undefined) return undefined;
  const files = new Set(lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2)));
  const expected = lines.filter((line) => !line.startsWith('# '));
  const found = (await findDefinitions(directory)).filter((line) => files.has(line.replace(/:\d+ .*$/, '')));
  return {
    files: files.size,
    expected: expected.length,
    missing: difference(expected, found),
    extra: difference(found, expected),
  };
}

async function askPython(directory: string): Promise<string[] | undefined> {
  try {
    const options = { maxBuffer: outputBytesMax };
    const { stdout } = await promisify(execFile)('python3', ['-c', witness, directory], options);
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function findDefinitions(directory: string): Promise<string[]> {
  const { rows } = await buildCodeGraph(directory);
  const columns = Object.keys(nodeKinds.Definition.properties);
  const found: string[] = [];
  for (const { label, rows: nodes } of rows.nodes) {
    if (label !== 'Definition') continue;
    for (const node of nodes) {
      const value = (column: string) => String(node[columns.indexOf(column)]);
      const kind = astKinds[value('kind')];
      if (kind === undefined || value('subkind') === 'lambda' || !value('file').endsWith('.py')) continue;
      found.push(`${value('file')}:${value('start_line')} ${kind} ${value('name')}`);
    }
  }
  return found;
}

const astKinds: Readonly<Record<string, string>> = {
  class: 'class',
  function: 'function',
  method: 'function',
  constructor: 'function',
};

/** Lines of the first list that the second has not, or has fewer times. */
function difference(lines: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}
