export { buildCodeGraph, extractorVersion } from './build.ts';
export type { BuildCounts, BuildOptions, BuildPhase, BuildProgress, CodeGraph } from './build.ts';
export { allLanguages } from './languages/index.ts';
export type { Language } from './languages/language.ts';
export { SourceError, type SourceErrorCode, sourceErrorCodes } from './scan/errors.ts';
export { skipReasons } from './scan/classify.ts';
