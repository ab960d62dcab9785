import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  compareDefinitions,
  type DefinitionColumns,
  type DefinitionWitness,
  type Testimony,
} from './definition-witness.ts';

/** Prints every definition below a directory as `path:line kind name`, and `# path` for each file it can read. */
const witness = `
import ast, pathlib, sys, warnings
warnings.simplefilter('ignore')
kinds = {ast.ClassDef: 'class', ast.FunctionDef: 'function', ast.AsyncFunctionDef: 'function'}
root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob('*.py')):
    if 'node_modules' in path.parts:
        continue
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

/** Compares functions, methods and classes with Python's own `ast`; undefined when there is no `python3`. */
export async function compareWithPython(directory: string): Promise<DefinitionWitness | undefined> {
  const testimony = await askPython(directory);
  return testimony === undefined ? undefined : compareDefinitions(directory, testimony, describeOurs);
}

async function askPython(directory: string): Promise<Testimony | undefined> {
  try {
    const options = { maxBuffer: outputBytesMax };
    const { stdout } = await promisify(execFile)('python3', ['-c', witness, directory], options);
    const lines = stdout.split('\n').filter((line) => line !== '');
    const files = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2));
    const definitions = lines.filter((line) => !line.startsWith('# '));
    return { parser: "Python's ast", files: new Set(files), definitions };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const astKinds: Readonly<Record<string, string>> = {
  class: 'class',
  function: 'function',
  method: 'function',
  constructor: 'function',
};

function describeOurs(value: DefinitionColumns): string | undefined {
  const kind = astKinds[value('kind')];
  if (kind === undefined || value('subkind') === 'lambda') return undefined;
  return `${value('file')}:${value('start_line')} ${kind} ${value('name')}`;
}
