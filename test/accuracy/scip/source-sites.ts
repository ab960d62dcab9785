/** What a parser that is not ours says of the sources of a directory. */
export interface SourceSites {
  /** The files that it could read. */
  readonly files: ReadonlySet<string>;
  /** The places of the names that are called. */
  readonly calls: ReadonlySet<string>;
  /** The places of the names of functions, methods, constructors and classes. */
  readonly callables: ReadonlySet<string>;
  /** Those of them that have no body. */
  readonly signatures: ReadonlySet<string>;
  /** Where a callee begins that is no name: `f(x)(y)`, `fs[0]()`. */
  readonly heads: ReadonlySet<string>;
  /** The places of the names that a class extends or implements, by the place of its own. */
  readonly bases: ReadonlyMap<string, readonly string[]>;
}

/** What is at a place, while sources are read. */
export type SiteKind = 'call' | 'callable' | 'signature' | 'head';

/** Collects places by kind. */
export class SiteCollector implements SourceSites {
  readonly files = new Set<string>();
  readonly calls = new Set<string>();
  readonly callables = new Set<string>();
  readonly signatures = new Set<string>();
  readonly heads = new Set<string>();
  readonly bases = new Map<string, string[]>();

  add(kind: SiteKind, place: string): void {
    if (kind === 'call') this.calls.add(place);
    else if (kind === 'head') this.heads.add(place);
    else this.callables.add(place);
    if (kind === 'signature') this.signatures.add(place);
  }

  addBase(cls: string, base: string): void {
    const bases = this.bases.get(cls);
    if (bases === undefined) this.bases.set(cls, [base]);
    else bases.push(base);
  }
}
