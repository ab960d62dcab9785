import { simpleGit, type SimpleGit } from 'simple-git';

/** What git may see of the outside: the caller picks it, since nothing here reads the environment. */
export type GitEnvironment = Readonly<Record<string, string>>;

export interface GitProcessOptions {
  readonly environment: GitEnvironment;
  /** Transports git itself may use, in git's own names; none for work on what is already here. */
  readonly transports: readonly string[];
  /** A git process that writes nothing for this long is ended. */
  readonly silenceTimeoutMs: number;
  readonly credential?: GitCredential;
}

/** Who one host is told that we are; git asks for it when that host does. */
export interface GitCredential {
  /** Scheme and host, without a path. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
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
  allowUnsafeConfigEnvCount: true,
  allowUnsafeCredentialHelper: true,
};

/**
 * A helper that git runs through a shell. The command line of nobody holds the secret: it is in the
 * environment, which only the same user and the system may read.
 */
const credentialHelper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$GKG_GIT_USER" "$GKG_GIT_PASSWORD"; }; f';

function credentialVariables({ origin, user, password }: GitCredential): Record<string, string> {
  return {
    GKG_GIT_USER: user,
    GKG_GIT_PASSWORD: password,
    GIT_CONFIG_COUNT: '2',
    // Helpers of the operator's configuration would otherwise be asked first, and told to store it.
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: `credential.${origin}.helper`,
    GIT_CONFIG_VALUE_1: credentialHelper,
  };
}

function guardedVariables({ transports, credential }: GitProcessOptions): Record<string, string> {
  return {
    ...(credential === undefined ? {} : credentialVariables(credential)),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    SSH_ASKPASS: 'true',
    // Without it ssh asks on the terminal that a service was started from, and waits.
    SSH_ASKPASS_REQUIRE: 'force',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: transports.join(':'),
    // The operator's own configuration may name proxies and certificates, which only a transport needs; a
    // checkout must not see the filters it may define.
    ...(transports.length === 0 ? { GIT_CONFIG_GLOBAL: '/dev/null' } : {}),
  };
}
