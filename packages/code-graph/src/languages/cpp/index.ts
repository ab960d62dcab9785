import { cFamily } from '../c/family.ts';
import type { Language } from '../language.ts';
import { extract } from './extract.ts';
import { prepareCpp } from './prepare.ts';

export const cpp: Language = {
  name: 'cpp',
  extensions: ['cc', 'cpp', 'cxx', 'c++', 'hpp', 'hh', 'hxx', 'h++', 'ipp', 'inl', 'tpp', 'txx', 'cu', 'cuh'],
  grammar: 'tree-sitter-cpp/tree-sitter-cpp.wasm',
  family: cFamily,
  prepare: prepareCpp,
  extract,
};
