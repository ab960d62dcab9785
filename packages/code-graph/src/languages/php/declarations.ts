import type { ProgramName } from '../language.ts';
import type { Autoload } from './autoload.ts';
import type { Includes } from './includes-of-files.ts';

/** Declarations in different files that are taken for versions of one thing. */
const versionsMax = 4;

/**
 * Which of several declarations of a name a file means. Where nothing says so there is no answer, except
 * that files beside each other are versions of one thing, of which any may be loaded: a polyfill.
 */
export function chooseDeclarations(
  declared: readonly ProgramName[],
  fromFile: string,
  includes: Includes,
  autoload: Autoload,
): readonly ProgramName[] {
  const among = (isMeant: (file: string) => boolean) => {
    const meant = declared.filter(({ file }) => isMeant(file));
    return meant.length > 0 && meant.length < declared.length ? meant : undefined;
  };
  const own = declared.filter(({ file }) => file === fromFile);
  if (own.length > 0) return own;
  const included = among((file) => includes.reaches(fromFile, file));
  if (included?.length === 1) return included;
  const loaded = (included ?? declared).filter(({ file, name }) => autoload.loads(name, file));
  if (loaded.length === 1) return loaded;
  const left = loaded.length > 0 ? loaded : (included ?? declared);
  const near = nearest(left, fromFile, autoload);
  if (near.length === 1) return near;
  return near.length <= versionsMax && areBeside(near) ? near : [];
}

/** Those of the file's own package where it has some, and of these the ones in its directory or just above. */
function nearest(
  declared: readonly ProgramName[],
  fromFile: string,
  autoload: Autoload,
): readonly ProgramName[] {
  const own = declared.filter(({ file }) => autoload.packageOf(file) === autoload.packageOf(fromFile));
  const left = own.length > 0 ? own : declared;
  const beside = left.filter(({ file }) => directoryOf(file) === directoryOf(fromFile));
  return beside.length > 0 ? beside : left;
}

function areBeside(declared: readonly ProgramName[]): boolean {
  return new Set(declared.map(({ file }) => directoryOf(file))).size === 1;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
