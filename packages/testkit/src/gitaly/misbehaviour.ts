/** How the stand-in is to fail a call, as real servers do. */
export interface Misbehaviour {
  /** The method, or every one. */
  readonly method?: string;
  /** How many calls; all from now on by default. */
  readonly times?: number;
  /** Messages that still arrive in order. */
  readonly afterMessages?: number;
  readonly how:
    | {
        readonly kind: 'status';
        readonly code: 'UNAVAILABLE' | 'INTERNAL' | 'UNIMPLEMENTED' | 'NOT_FOUND';
        readonly details?: string;
      }
    | { readonly kind: 'exhausted'; readonly retryAfterMs: number }
    /** The connection is gone, without a word. */
    | { readonly kind: 'cut' }
    /** The stream ends as if all of it had been sent. */
    | { readonly kind: 'truncate' }
    | { readonly kind: 'hang' }
    | { readonly kind: 'slow'; readonly delayMs: number };
}

/** The rules that are in force, each for as many calls as it says. */
export class Misbehaviours {
  #rules: { rule: Misbehaviour; left: number }[] = [];

  add(rule: Misbehaviour): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The rule for the next call of a method. */
  next(method: string): Misbehaviour | undefined {
    const found = this.#rules.find(
      ({ rule, left }) => left > 0 && (rule.method === undefined || rule.method === method),
    );
    if (found !== undefined) found.left -= 1;
    return found?.rule;
  }
}
