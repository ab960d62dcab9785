import type { LibraryEffect } from '../language.ts';

/** Functions of Java's own library that give back what they get, or what it holds. */
export const libraryFunctions: Readonly<Record<string, LibraryEffect>> = {
  'java.util.Objects.requireNonNull()': { gives: 'argument' },
};
