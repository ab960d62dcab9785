import type { Language } from '../language.ts';
import { prepareConditionals } from './conditionals.ts';
import { extract } from './extract.ts';
import { cFamily } from './family.ts';

export const c: Language = {
  name: 'c',
  extensions: ['c', 'h'],
  grammar: 'tree-sitter-c/tree-sitter-c.wasm',
  family: cFamily,
  prepare: prepareConditionals,
  extract,
};
