export { createGitSource, type AddressScheme, type GitSourceOptions } from './create-git-source.ts';
export type { FetchedSource, FetchSummary, GitSource, SourceRequest } from './git-source.ts';
export type { GitEnvironment } from './git-process.ts';
export { defaultSourceLimits, type SourceLimits } from './source-limits.ts';
export { skipReasons as fetchSkipReasons } from './tree/tree-path.ts';
export { findRemoteHead, type RemoteHead, type RemoteHeadOptions } from './remote-head.ts';
