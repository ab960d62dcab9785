/** Parses JSON with comments and trailing commas, as configuration files have them; undefined when it is none. */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(strip(text)) as unknown;
  } catch {
    return undefined;
  }
}

/** Strings are matched first, so that what looks like a comment inside one stays. */
function strip(text: string): string {
  const withoutComments = text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) =>
    match.startsWith('"') ? match : ' ',
  );
  return withoutComments
    .replace(/^\uFEFF/, '')
    .replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, (match) => (match === ',' ? '' : match));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
