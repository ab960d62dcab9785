import { cpp } from '../cpp/index.ts';
import type { Language } from '../language.ts';
import { prepareConditionals } from './conditionals.ts';
import { extract } from './extract.ts';
import { cFamily } from './family.ts';
import { isCpp } from './headers.ts';

export const c: Language = {
  name: 'c',
  extensions: ['c'],
  grammar: 'tree-sitter-c/tree-sitter-c.wasm',
  family: cFamily,
  prepare: prepareConditionals,
  extract,
};

/** Headers of C++ have the same extension. */
export const cHeader: Language = { ...c, extensions: ['h'], refine: (source) => (isCpp(source) ? cpp : c) };
