import type { Language } from '../language.ts';
import { joinCutBranches } from './directives.ts';
import { extract } from './extract.ts';
import { csharpFamily } from './family.ts';

export const csharp: Language = {
  name: 'csharp',
  extensions: ['cs'],
  grammar: 'tree-sitter-c-sharp/tree-sitter-c_sharp.wasm',
  family: csharpFamily,
  prepare: joinCutBranches,
  extract,
};
