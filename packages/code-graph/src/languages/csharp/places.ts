import type { Place } from './reading.ts';

/** A namespace is no definition around its types: they carry its name. */
export function outermost({ types, namespace }: Place): { parent?: number; qualifier?: string } {
  if (types.length > 0) return {};
  return { parent: -1, ...(namespace === '' ? {} : { qualifier: namespace }) };
}

/** What a member is that does not say how far it is seen. */
export function memberVisibility({ types }: Place): string {
  if (types.length === 0) return 'internal';
  return types[0]!.kind === 'class' ? 'private' : 'public';
}
