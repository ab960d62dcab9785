export { checkToken, type TokenVerdict } from './gitaly/check-token.ts';
export { launchGitaly, type GitalyProcess } from './gitaly/gitaly-process.ts';
export {
  startGitaly,
  type GitalyStandIn,
  type GitalyStandInOptions,
  type SeenCall,
} from './gitaly/gitaly-stand-in.ts';
export type { Misbehaviour } from './gitaly/misbehaviour.ts';
export { Repository } from './repository.ts';
