/** A name that begins with a capital letter can be used by other packages. */
export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

export function visibilityOf(name: string): string {
  return isExported(name) ? 'public' : 'package';
}
