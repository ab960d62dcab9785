import { posix } from 'node:path';
import type { SourceFiles } from '../language.ts';

const sourceExtensions = [
  '.ts',
  '.tsx',
  '.d.ts',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.d.mts',
  '.d.cts',
  '.vue',
  '.svelte',
];

/** What an emitted file's extension may have been before: TypeScript imports name what will be there. */
const written: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts', '.ts'],
  '.cjs': ['.cts', '.d.cts', '.ts'],
};

/** The path without `.` and `..`, or undefined when it leads out of the repository. */
export function within(path: string): string | undefined {
  const normal = posix.normalize(path);
  if (normal === '..' || normal.startsWith('../') || normal.startsWith('/')) return undefined;
  return normal === '.' ? '' : normal.replace(/\/$/, '');
}

/** The source file that a path without certainty about its extension means. */
export function findSource(files: SourceFiles, path: string): string | undefined {
  if (isSource(path) && files.has(path)) return path;
  const extension = posix.extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (const candidate of written[extension] ?? []) if (files.has(stem + candidate)) return stem + candidate;
  if (path !== '') {
    for (const candidate of sourceExtensions) if (files.has(path + candidate)) return path + candidate;
  }
  return undefined;
}

/** The index file of a directory. */
export function findIndex(files: SourceFiles, directory: string): string | undefined {
  return findSource(files, directory === '' ? 'index' : `${directory}/index`);
}

function isSource(path: string): boolean {
  return sourceExtensions.some((extension) => path.endsWith(extension));
}

/** The directories from the file's own up to the root, `''`. */
export function directoriesAbove(file: string): string[] {
  const directories: string[] = [];
  for (let at = posix.dirname(file); at !== '.' && at !== '/'; at = posix.dirname(at)) directories.push(at);
  return [...directories, ''];
}

export function joinPath(directory: string, path: string): string | undefined {
  return within(directory === '' ? path : `${directory}/${path}`);
}
