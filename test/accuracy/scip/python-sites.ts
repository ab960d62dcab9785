import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { placeOf } from './scip-index.ts';
import { SiteCollector, type SiteKind, type SourceSites } from './source-sites.ts';

/**
 * Prints a line for each call, `call path line column`, where the called name stands, for each function and
 * class, `callable path line column`, followed by a `base path line column` for each base of a class, and for
 * each callee that is no name, `head path line column`. Columns count UTF-16 code units, as SCIP and the graph do.
 */
const program = `
import ast, pathlib, re, sys, warnings
warnings.simplefilter('ignore')
root = pathlib.Path(sys.argv[1])
head = re.compile(rb'(?:async\\s+def|def|class)\\s+')
functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
for path in sorted(root.rglob('*.py')):
    source = path.read_bytes()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        continue
    name = path.relative_to(root).as_posix()
    print('file', name, 0, 0)
    lines = source.splitlines()
    def show(kind, line, column):
        before = lines[line - 1][:column].decode('utf-8')
        print(kind, name, line, len(before.encode('utf-16-le')) // 2 + 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            func = node.func
            if isinstance(func, ast.Name):
                show('call', func.lineno, func.col_offset)
            elif isinstance(func, ast.Attribute):
                show('call', func.end_lineno, func.end_col_offset - len(func.attr.encode('utf-8')))
            else:
                show('head', func.lineno, func.col_offset)
        elif isinstance(node, functions):
            start = head.match(lines[node.lineno - 1], node.col_offset)
            if start is not None:
                show('callable', node.lineno, start.end())
                for base in getattr(node, 'bases', []):
                    base = base.value if isinstance(base, ast.Subscript) else base
                    if isinstance(base, ast.Name):
                        show('base', base.lineno, base.col_offset)
                    elif isinstance(base, ast.Attribute):
                        show('base', base.end_lineno, base.end_col_offset - len(base.attr.encode('utf-8')))
`;

const outputBytesMax = 1 << 28;

/** Calls and definitions as Python's own `ast` has them. */
export async function readPythonSites(directory: string): Promise<SourceSites> {
  const options = { maxBuffer: outputBytesMax };
  const { stdout } = await promisify(execFile)('python3', ['-c', program, directory], options);
  const sites = new SiteCollector();
  let cls = '';
  for (const text of stdout.split('\n')) {
    const match = /^(file|call|callable|head|base) (.*) (\d+) (\d+)$/.exec(text);
    if (match === null) continue;
    const [, kind, path = '', line, column] = match;
    const place = placeOf(path, Number(line), Number(column));
    if (kind === 'file') sites.files.add(path);
    else if (kind === 'base') sites.addBase(cls, place);
    else sites.add(kind as SiteKind, place);
    if (kind === 'callable') cls = place;
  }
  return sites;
}
