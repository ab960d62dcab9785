import type { Language } from '../language.ts';
import { extract } from './extract.ts';
import { goFamily } from './family.ts';

export const go: Language = {
  name: 'go',
  extensions: ['go'],
  grammar: 'tree-sitter-go/tree-sitter-go.wasm',
  family: goFamily,
  extract,
};
