import { jvmFamily } from '../jvm/family.ts';
import type { Language } from '../language.ts';
import { extract } from './extract.ts';

export const java: Language = {
  name: 'java',
  extensions: ['java'],
  grammar: 'tree-sitter-java/tree-sitter-java.wasm',
  family: jvmFamily,
  extract,
};
