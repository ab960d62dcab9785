import { simpleGit, type SimpleGit } from 'simple-git';

/** What git may see of the outside: the caller picks it, since nothing here reads the environment. */
export type GitEnvironment = Readonly<Record<string, string>>;

export interface GitProcessOptions {
  readonly environment: GitEnvironment;
  /** Transports git itself may use, in git's own names; none for work on what is already here. */
  readonly transports: readonly string[];
  /** A git process that writes nothing for this long is ended. */
  readonly silenceTimeoutMs: number;
}

/**
 * Settings which keep a hostile repository from running anything here. They are given on the command line,
 * which outranks every configuration file a repository could bring.
 */
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'protocol.ext.allow=never',
  // A directory indexed in place often belongs to another user; nothing of its configuration may run anyway.
  'safe.directory=*',
  'filter.lfs.smudge=',
  'filter.lfs.process=',
  'filter.lfs.required=false',
  'submodule.recurse=false',
  'fetch.unpackLimit=1',
  'gc.auto=0',
  'maintenance.auto=false',
];

/** A git bound to one directory and one signal, which asks nobody anything and runs nothing it finds. */
export function gitProcess(directory: string, options: GitProcessOptions, signal?: AbortSignal): SimpleGit {
  const guarded = guardedVariables(options);
  return simpleGit({
    baseDir: directory,
    maxConcurrentProcesses: 1,
    config: settings,
    allowEnvironment: Object.keys(guarded),
    unsafe: allowedForOurOwnSettings,
    timeout: { block: options.silenceTimeoutMs },
    ...(signal === undefined ? {} : { abort: signal }),
  }).env({ ...options.environment, ...guarded });
}

/** simple-git refuses these from anyone; here they are constants that make git safer, not user input. */
const allowedForOurOwnSettings = {
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeFilter: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeAskPass: true,
  allowUnsafeTemplateDir: true,
};

function guardedVariables({ transports }: GitProcessOptions): Record<string, string> {
  return {
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    SSH_ASKPASS: 'true',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: transports.join(':'),
    // The operator's own configuration may name proxies and certificates, which only a transport needs; a
    // checkout must not see the filters it may define.
    ...(transports.length === 0 ? { GIT_CONFIG_GLOBAL: '/dev/null' } : {}),
  };
}
