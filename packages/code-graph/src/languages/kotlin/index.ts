import { jvmFamily } from '../jvm/family.ts';
import type { Language } from '../language.ts';
import { extract } from './extract.ts';

export const kotlin: Language = {
  name: 'kotlin',
  extensions: ['kt', 'kts'],
  grammar: '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm',
  family: jvmFamily,
  extract,
};
