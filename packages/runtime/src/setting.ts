/** One row of the table of settings. `parse` answers undefined for a value that is not allowed. */
export interface Setting<Value> {
  readonly env: string;
  readonly default: Value;
  /** The default as a person reads it; differs from `default` where it follows from other settings. */
  readonly defaultText: string;
  readonly unit: string;
  readonly allowed: string;
  readonly description: string;
  readonly parse: (given: string) => Value | undefined;
}

export function integer(
  env: string,
  fallback: number,
  unit: string,
  description: string,
  bounds: { min?: number; max?: number } = {},
): Setting<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
  const parse = (given: string) => {
    const value = /^\d+$/.test(given) ? Number(given) : -1;
    return value >= min && value <= max ? value : undefined;
  };
  const upTo = max === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${max}`;
  const allowed = `a whole number, ${min} ${upTo} (${unit})`;
  return { env, default: fallback, defaultText: String(fallback), unit, allowed, description, parse };
}

/** A share of a whole. */
export function fraction(env: string, fallback: number, description: string): Setting<number> {
  const parse = (given: string) => {
    const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : -1;
    return value >= 0 && value <= 1 ? value : undefined;
  };
  const allowed = 'a number from 0 to 1, such as 0.01';
  return { env, default: fallback, defaultText: String(fallback), unit: '', allowed, description, parse };
}

export function text(env: string, fallback: string, description: string): Setting<string> {
  const parse = (given: string) => given;
  return { env, default: fallback, defaultText: fallback, unit: '', allowed: 'any text', description, parse };
}

export function choice<const Value extends string>(
  env: string,
  values: readonly Value[],
  fallback: NoInfer<Value>,
  description: string,
): Setting<Value> {
  const parse = (given: string) => values.find((value) => value === given);
  const allowed = `one of ${values.join(', ')}`;
  return { env, default: fallback, defaultText: fallback, unit: '', allowed, description, parse };
}

/** A text of a form of its own. */
export function formed(
  env: string,
  allowed: string,
  description: string,
  isAllowed: (given: string) => boolean,
): Setting<string> {
  const parse = (given: string) => (isAllowed(given) ? given : undefined);
  return { env, default: '', defaultText: 'none', unit: '', allowed, description, parse };
}

/** A path; its default follows from other settings, so it is given as text only. */
export function path(env: string, defaultText: string, description: string): Setting<string> {
  const parse = (given: string) => (given.includes('\0') ? undefined : given);
  return { env, default: '', defaultText, unit: '', allowed: 'a path', description, parse };
}

/** An http(s) address without a trailing slash; its default follows from other settings. */
export function url(env: string, defaultText: string, description: string): Setting<string> {
  const parse = (given: string) =>
    URL.canParse(given) && /^https?:/.test(given) ? given.replace(/\/+$/, '') : undefined;
  return { env, default: '', defaultText, unit: '', allowed: 'an http or https address', description, parse };
}

/** Paths that others may put before a route: segments of letters, digits and `.-_`, or `*` for any one. */
export function prefixes(env: string, fallback: string, description: string): Setting<string> {
  const isPrefix = (part: string) => /^(\/([\w.-]+|\*))+$/.test(part);
  const parse = (given: string) => {
    const parts = given.split(',').map((part) => part.trim());
    return given === 'none' ? '' : parts.every(isPrefix) ? parts.join(',') : undefined;
  };
  const allowed = 'paths such as /indexer or /nodes/*, with commas between them, or none';
  return { env, default: fallback, defaultText: fallback, unit: '', allowed, description, parse };
}
