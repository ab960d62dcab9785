import type { SourceFiles } from '../language.ts';

/**
 * The directories that absolute imports start from: the repository itself, `src` and `lib` as is the
 * custom, what a manifest names, and the parent of every top-level package that is found.
 */
export function findSourceRoots(files: SourceFiles): string[] {
  const roots = new Set(['', 'src', 'lib', ...rootsOfManifest(files)]);
  for (const path of files.paths) {
    if (!/(?:^|\/)__init__\.pyi?$/.test(path)) continue;
    const directory = parentOf(path);
    const parent = parentOf(directory);
    if (directory !== '' && !isPackage(files, parent)) roots.add(parent);
  }
  return [...roots];
}

function isPackage(files: SourceFiles, directory: string): boolean {
  const prefix = directory === '' ? '' : `${directory}/`;
  return files.has(`${prefix}__init__.py`) || files.has(`${prefix}__init__.pyi`);
}

/** `package-dir = {"" = "python"}`, `where = ["python"]`, `packages = [{ from = "python" }]` */
const manifestRoot = /(?:""\s*=|''\s*:|where\s*=\s*\[?|from\s*=)\s*["']([\w./-]+)["']/g;

function rootsOfManifest(files: SourceFiles): string[] {
  const text = files.has('pyproject.toml') ? (files.read('pyproject.toml') ?? '') : '';
  return [...text.matchAll(manifestRoot)].map(([, root = '']) => root.replace(/^\.\/?|\/$/g, ''));
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
