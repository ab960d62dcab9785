/** A directory or file as the graph names it: without a leading `./` or slashes at its ends. */
export function trimSlashes(path: string): string {
  const trimmed = path.trim().replace(/^(\.?\/)+|\/+$/g, '');
  return trimmed === '.' ? '' : trimmed;
}
