import { posix } from 'node:path';

/** A path as written in a file, from the repository's root; undefined when it leads out of it. */
export function pathFrom(file: string, written: string): string | undefined {
  const path = posix.normalize(posix.join(posix.dirname(file), written.replaceAll('\\', '/')));
  return path.startsWith('../') || path.startsWith('/') || path === '..' ? undefined : path;
}

/** The file of this name in every directory from the file's own up to the root. */
export function filesAbove(file: string, name: string): string[] {
  const found: string[] = [];
  for (let at = posix.dirname(file); at !== '.' && at !== '/'; at = posix.dirname(at))
    found.push(`${at}/${name}`);
  return [...found, name];
}

export function hasName(path: string, name: string): boolean {
  return posix.basename(path) === name;
}
