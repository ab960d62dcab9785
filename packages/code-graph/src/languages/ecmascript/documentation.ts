const lengthMax = 2000;

/** The JSDoc comment that ends right before the offset, without its frame; '' when there is none. */
export function documentationBefore(source: string, offset: number): string {
  let end = offset;
  while (end > 0 && isSpace(source.charCodeAt(end - 1))) end--;
  if (source[end - 1] !== '/' || source[end - 2] !== '*') return '';
  const from = source.lastIndexOf('/*', end - 3);
  if (from === -1 || source[from + 2] !== '*') return '';
  return clean(source.slice(from + 3, end - 2));
}

function clean(comment: string): string {
  const lines = comment.slice(0, lengthMax * 2).split('\n');
  const bare = lines.map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  return bare.join('\n').trim().slice(0, lengthMax);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
