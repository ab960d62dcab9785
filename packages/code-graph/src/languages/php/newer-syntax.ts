/** `private(set)`, alone or after another visibility. */
const setVisibility = /(\b(?:public|protected|private)\s+)?\b(?:public|protected|private)\(set\)/gi;

/**
 * Visibilities for writing only are newer than the grammar. The text keeps its length, so that all places stay
 * what they are.
 */
export function withoutNewerSyntax(source: string): string {
  if (!source.includes('(set)')) return source;
  return source.replaceAll(setVisibility, (text: string, before: string | undefined) =>
    (before ?? 'public').padEnd(text.length),
  );
}
