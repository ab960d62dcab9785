export { createGitSource, type GitSourceOptions } from './create-git-source.ts';
export type { FetchedSource, GitSource, SourceRequest } from './git-source.ts';
export type { GitEnvironment } from './git-process.ts';
export { defaultSourceLimits, type SourceLimits } from './source-limits.ts';
