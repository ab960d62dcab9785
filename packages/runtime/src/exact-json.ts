/** A number kept as its text; `JSON.stringify` writes it as it was read. */
interface RawNumber {
  readonly rawJSON: string;
}

// Part of the language since ES2026; the compiler's library does not know it yet.
const exactJson = JSON as unknown as {
  rawJSON(text: string): RawNumber;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
};

/**
 * Reads JSON that will be written again for whoever wrote it. A number that JavaScript would write otherwise,
 * such as an integer beyond 2^53, is kept as its text; every other value is the usual one. Slower than
 * `JSON.parse`.
 */
export function parseExactJson(text: string): unknown {
  return exactJson.parse(text, (_key, value, { source }) => {
    const isChanged = typeof value === 'number' && source !== undefined && String(value) !== source;
    return isChanged ? exactJson.rawJSON(source) : value;
  });
}
