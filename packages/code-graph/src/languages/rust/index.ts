import type { Language } from '../language.ts';
import { extract } from './extract.ts';
import { rustFamily } from './family.ts';
import { prepare } from './prepare.ts';

export const rust: Language = {
  name: 'rust',
  extensions: ['rs'],
  grammar: 'tree-sitter-rust/tree-sitter-rust.wasm',
  family: rustFamily,
  prepare,
  extract,
};
