import { isUtf8 } from 'node:buffer';

/** Why something of a repository is not in the fetched tree. The rest of the repository is. */
export const skipReasons = [
  'outside',
  'reserved_name',
  'name_not_utf8',
  'name_too_long',
  'too_deep',
  'duplicate',
  'conflict',
  'link_outside',
  'hard_link',
  'special_file',
  'sparse_file',
  'submodule',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export type CheckedPath = { readonly path: string } | { readonly skip: SkipReason };

/** What common file systems store; a path must also leave room for the directory it is put into. */
const componentBytesMax = 255;
const pathBytesMax = 3072;
const componentsMax = 256;

/** The path of a file within a tree, or why nothing of that name may be written. */
export function checkPath(raw: Buffer): CheckedPath {
  if (raw.length > pathBytesMax) return { skip: 'name_too_long' };
  if (!isUtf8(raw)) return { skip: 'name_not_utf8' };
  const path = raw.toString('utf8');
  const components = path.split('/');
  if (components.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0'))) {
    return { skip: 'outside' };
  }
  if (components.length > componentsMax) return { skip: 'too_deep' };
  // Git itself reads what is below it, under any spelling that the file system takes for the same name.
  if (components.some(isReserved)) return { skip: 'reserved_name' };
  const isLong = raw.length > componentBytesMax && components.some((name) => byteLength(name) > 255);
  return isLong ? { skip: 'name_too_long' } : { path };
}

/**
 * Whether a symbolic link stays in the tree, wherever the links on its way lead: it goes up only at its
 * beginning, from a directory that is a real one, and from there only down. By induction every link does.
 */
export function linkStaysInside(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  const components = target.split('/').filter((name) => name !== '' && name !== '.');
  const depth = path.split('/').length - 1;
  let up = 0;
  while (components[up] === '..') up += 1;
  return up <= depth && !components.includes('..', up);
}

/** The directories above a path, outermost first. */
export function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) parents.push(path.slice(0, at));
  return parents;
}

function isReserved(name: string): boolean {
  return name.length < 12 && /^(\.git|git~1)[ .]*$/i.test(withoutInvisible(name));
}

/** HFS+ ignores these code points, so that a name with them may be `.git` there. */
function withoutInvisible(name: string): string {
  return name.replaceAll(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '');
}

function byteLength(name: string): number {
  return Buffer.byteLength(name);
}
