/** One dependency that a manifest names. */
export interface DeclaredDependency {
  /** As the ecosystem names it: `react`, `org.slf4j:slf4j-api`, `github.com/pkg/errors`. */
  readonly name: string;
  /** The versions asked for, as written; where none are, the address or path it comes from; else ''. */
  readonly requirement: string;
}

export interface ManifestReading {
  readonly dependencies: readonly DeclaredDependency[];
  /** Files of the repository whose dependencies the manifest takes over as its own. */
  readonly includes?: readonly string[];
}

/** A manifest's text, and the files around it. Paths are relative to the repository's root. */
export interface ManifestSource {
  readonly path: string;
  readonly text: string;
  readonly has: (path: string) => boolean;
  /** Another file of the repository as the parser reads it; undefined where there is none or it is broken. */
  readonly other: <T>(path: string, parse: (text: string) => T) => T | undefined;
}

export interface ManifestFormat {
  /** The type of a package URL: `npm`, `pypi`, `golang`. */
  readonly ecosystem: string;
  /** What the file is written in, for files that are no source of a language. */
  readonly syntax: string;
  matches(path: string): boolean;
  /** @throws when the manifest is broken as a whole; a single entry that cannot be read is left out. */
  read(source: ManifestSource): ManifestReading;
}

export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The table at a path of keys; an empty one where there is none. */
export function tableAt(value: unknown, ...keys: readonly string[]): Table {
  let at = value;
  for (const key of keys) at = isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return isTable(at) ? at : {};
}

export function textAt(table: Table, key: string): string {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  return typeof value === 'string' ? value : '';
}
