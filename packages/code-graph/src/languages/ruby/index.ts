import type { Language } from '../language.ts';
import { extract } from './extract.ts';
import { rubyFamily } from './family.ts';

export const ruby: Language = {
  name: 'ruby',
  extensions: ['rb', 'rake', 'gemspec', 'ru'],
  grammar: 'tree-sitter-ruby/tree-sitter-ruby.wasm',
  family: rubyFamily,
  extract,
};
