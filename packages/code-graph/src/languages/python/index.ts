import type { Language } from '../language.ts';
import { extract } from './extract.ts';
import { pythonFamily } from './family.ts';

export const python: Language = {
  name: 'python',
  extensions: ['py', 'pyi', 'pyw'],
  grammar: 'tree-sitter-python/tree-sitter-python.wasm',
  family: pythonFamily,
  extract,
};
