export { buildCodeGraph, createCodeGraphBuilder, extractorVersion } from './build.ts';
export type {
  BuilderOptions,
  BuildOptions,
  BuildPhase,
  BuildProgress,
  CodeGraph,
  CodeGraphBuilder,
} from './build.ts';
export type { BuildCounts } from './emit/assemble.ts';
export type { ExtractedFile } from './extract/extract-file.ts';
export type { ExtractionStore } from './extract/known-files.ts';
export { decodeExtraction, encodeExtraction, storedFormVersion } from './extract/stored-form.ts';
export { allLanguages } from './languages/index.ts';
export type { Language } from './languages/language.ts';
export { SourceError, type SourceErrorCode, sourceErrorCodes } from './scan/errors.ts';
