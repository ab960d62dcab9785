/** What a name's leading underscores say: `__x__` is Python's own and public, `__x` private, `_x` protected. */
export function visibilityOf(name: string): 'public' | 'protected' | 'private' {
  if (!name.startsWith('_')) return 'public';
  if (name.startsWith('__')) return name.endsWith('__') ? 'public' : 'private';
  return 'protected';
}

/** Whether a module offers the name to others: a public name, or one that `__all__` lists. */
export function isExported(name: string, published: ReadonlySet<string>): boolean {
  return visibilityOf(name) === 'public' || published.has(name);
}
