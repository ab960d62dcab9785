import type { Language } from '../language.ts';
import { extractComponent, prepareSvelte, prepareVue } from './components.ts';
import { extract } from './extract.ts';
import { ecmascriptFamily } from './family.ts';
import { prepareJavaScript, prepareTypeScript, prepareTypeScriptXml } from './newer-syntax.ts';

export const javascript: Language = {
  name: 'javascript',
  extensions: ['js', 'jsx', 'mjs', 'cjs'],
  grammar: 'tree-sitter-javascript/tree-sitter-javascript.wasm',
  family: ecmascriptFamily,
  prepare: prepareJavaScript,
  extract,
};

export const typescript: Language = {
  name: 'typescript',
  extensions: ['ts', 'mts', 'cts'],
  grammar: 'tree-sitter-typescript/tree-sitter-typescript.wasm',
  family: ecmascriptFamily,
  prepare: prepareTypeScript,
  extract,
};

/** TypeScript with JSX has a grammar of its own. */
export const tsx: Language = {
  name: 'typescript',
  extensions: ['tsx'],
  grammar: 'tree-sitter-typescript/tree-sitter-tsx.wasm',
  family: ecmascriptFamily,
  prepare: prepareTypeScriptXml,
  extract,
};

export const vue: Language = {
  name: 'vue',
  extensions: ['vue'],
  grammar: typescript.grammar,
  family: ecmascriptFamily,
  refine: (source) => (/<script\b[^>]{0,200}\blang\s*=\s*["']?[jt]sx\b/.test(source) ? vueWithXml : vue),
  prepare: prepareVue,
  extract: extractComponent,
};

const vueWithXml: Language = { ...vue, grammar: tsx.grammar };

export const svelte: Language = {
  name: 'svelte',
  extensions: ['svelte'],
  grammar: typescript.grammar,
  family: ecmascriptFamily,
  prepare: prepareSvelte,
  extract: extractComponent,
};
