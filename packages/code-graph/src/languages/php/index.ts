import type { Language } from '../language.ts';
import { extract } from './extract.ts';
import { phpFamily } from './family.ts';
import { withoutNewerSyntax } from './newer-syntax.ts';

export const php: Language = {
  name: 'php',
  extensions: ['php', 'phtml', 'php3', 'php4', 'php5', 'php7', 'phps'],
  grammar: 'tree-sitter-php/tree-sitter-php.wasm',
  family: phpFamily,
  prepare: withoutNewerSyntax,
  extract,
};
