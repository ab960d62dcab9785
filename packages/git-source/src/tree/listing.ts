import { limitExceeded, type SourceLimits } from '../source-limits.ts';

/** A file or symbolic link of a commit, as git knows it. */
export interface ListedFile {
  /** Git's: 0o100644, 0o100755 or 0o120000. */
  readonly mode: number;
  /** Git's id of the content, hexadecimal. */
  readonly blob: string;
  readonly size: number;
}

/** The files of a tree by their checked paths. */
export type Listing = Map<string, ListedFile>;

const modes = { regular: 0o100000, symlink: 0o120000, submodule: 0o160000 } as const;
const typeMask = 0o170000;

export function isSymlink(mode: number): boolean {
  return (mode & typeMask) === modes.symlink;
}

export function isSubmodule(mode: number): boolean {
  return (mode & typeMask) === modes.submodule;
}

export function isFileOrLink(mode: number): boolean {
  return (mode & typeMask) === modes.regular || isSymlink(mode);
}

/** Refuses what has more files or bytes than allowed, with the first that is too much. */
export function createTally({ bytesMax, filesMax }: SourceLimits) {
  const tally = {
    files: 0,
    bytes: 0,
    addFile() {
      tally.files += 1;
      if (tally.files > filesMax) throw limitExceeded('files', filesMax);
    },
    addBytes(bytes: number) {
      tally.bytes += bytes;
      if (tally.bytes > bytesMax) throw limitExceeded('bytes', bytesMax);
    },
  };
  return tally;
}
export type Tally = ReturnType<typeof createTally>;

export function bytesOf(listing: Listing): number {
  let bytes = 0;
  for (const { size } of listing.values()) bytes += size;
  return bytes;
}
