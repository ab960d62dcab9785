import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { coordinatorSettings } from './coordinator-settings.ts';
import { parseFailpoints } from './failpoints.ts';
import { indexerSettings } from './indexer-settings.ts';
import { choice, formed, fraction, integer, path, prefixes, text, url } from './setting.ts';
import type { Setting } from './setting.ts';
import { sourceSettings } from './source-settings.ts';
import { webserverSettings } from './webserver-settings.ts';

/**
 * Every setting of every service, in one table: environment name, form, default and meaning. The type
 * `Config`, `--help` and `docs/configuration.md` derive from it. Nothing else reads the environment.
 */
const settings = {
  dataDir: path('GKG_DATA_DIR', '$XDG_DATA_HOME/gkg or ~/.local/share/gkg', 'Where graphs and state live.'),
  logLevel: choice(
    'GKG_LOG_LEVEL',
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
    'Least severe log line that is written.',
  ),
  tracesUrl: url(
    'GKG_TRACES_URL',
    'none: no traces',
    'Receiver of OTLP over HTTP that spans are sent to; /v1/traces is added.',
  ),
  tracesRatio: fraction(
    'GKG_TRACES_RATIO',
    1,
    'Share of the traces that begin here which are made; a trace of a caller is made if the caller makes it.',
  ),
  tracesQueueMax: integer(
    'GKG_TRACES_QUEUE_MAX',
    2048,
    'spans',
    'Spans of one process that wait to be sent; more are dropped.',
    { min: 1 },
  ),
  failpoints: formed(
    'GKG_FAILPOINTS',
    'name=action[@nth], several with `;` or `,` between them; names and actions in docs/failpoints.md',
    'For tests only: where the processes are to fail on purpose.',
    (given) => parseFailpoints(given) !== undefined,
  ),
  jwtSecretFile: path('GKG_SECRET_FILE', 'secret in GKG_DATA_DIR', 'File with the shared secret, as text.'),
  secretOverlapMs: integer(
    'GKG_SECRET_OVERLAP_MS',
    600_000,
    'ms',
    'How long a shared secret is accepted after its file was replaced.',
  ),
  tokenLeewayMs: integer(
    'GKG_TOKEN_LEEWAY_MS',
    60_000,
    'ms',
    "How far a token's times may be off by the own clock.",
    { max: 600_000 },
  ),
  tokenExpiry: choice(
    'GKG_TOKEN_EXPIRY',
    ['required', 'optional'],
    'required',
    'Whether a token must have an end; optional where GitLab runs with ZOEKT_JWT_SKIP_EXPIRY.',
  ),
  stopTimeoutMs: integer(
    'GKG_STOP_TIMEOUT_MS',
    30_000,
    'ms',
    'Longest orderly stop; then the process exits.',
    {
      min: 100,
    },
  ),
  drainTimeoutMs: integer(
    'GKG_DRAIN_TIMEOUT_MS',
    0,
    'ms',
    'Longest wait of a proxy that stops for the tasks that run; what runs then is broken off, and delivered again.',
  ),
  leaseMs: integer(
    'GKG_LEASE_MS',
    30_000,
    'ms',
    'How long a part of the data directory stays with a process that does not renew its lease.',
    { min: 600 },
  ),
  leftoversIntervalMs: integer(
    'GKG_LEFTOVERS_INTERVAL_MS',
    60_000,
    'ms',
    'Time between two looks for what was left over, and for staged graphs that nobody offers.',
    { min: 100 },
  ),
  bodyBytesMax: integer('GKG_BODY_BYTES_MAX', 1_048_576, 'bytes', 'Largest request body that is read.', {
    min: 1024,
  }),

  ...indexerSettings,
  ...webserverSettings,
  proxyHost: text('GKG_PROXY_HOST', '127.0.0.1', 'Address the proxy listens on.'),
  proxyPort: integer('GKG_PROXY_PORT', 6080, 'port', 'Port the proxy listens on.', { max: 65_535 }),
  proxyUrl: url('GKG_PROXY_URL', 'host and port of the proxy', 'Address the node registers under.'),
  proxySearchUrl: url('GKG_PROXY_SEARCH_URL', 'GKG_PROXY_URL', 'Address that queries to the node go to.'),
  proxyPrefixes: prefixes(
    'GKG_PROXY_PREFIXES',
    '/indexer,/webserver,/nodes/*,/nodes/*/indexer,/nodes/*/webserver',
    "Paths under which the proxy is reached as well: those that the Zoekt chart's gateways route.",
  ),
  nodeServices: choice(
    'GKG_NODE_SERVICES',
    ['knowledge_graph', 'zoekt', 'zoekt,knowledge_graph'],
    'knowledge_graph',
    'What the node offers; without knowledge_graph it registers and takes no tasks.',
  ),
  truncate: choice(
    'GKG_TRUNCATE',
    ['obey', 'keep'],
    'obey',
    'Whether all graphs are dropped when GitLab does not know the node any more.',
  ),
  nodeName: text('GKG_NODE_NAME', 'gkg-node', 'Name the node registers under.'),
  railsUrl: url('GKG_GITLAB_URL', 'host and port of the coordinator', 'Where the proxy sends heartbeats.'),
  pullIntervalMs: integer('GKG_PULL_INTERVAL_MS', 10_000, 'ms', 'Time between heartbeats.', { min: 50 }),
  railsPauseMsMax: integer(
    'GKG_GITLAB_PAUSE_MS_MAX',
    60_000,
    'ms',
    'Longest pause between attempts to reach a GitLab that is away.',
    { min: 100 },
  ),
  proxyTasksMax: integer('GKG_PROXY_TASKS_MAX', 4, 'tasks', 'Tasks that a node works on at the same time.', {
    min: 1,
  }),
  rebuildsPerHourMax: integer(
    'GKG_REBUILDS_PER_HOUR_MAX',
    30,
    'graphs',
    'Damaged or outdated graphs that a node indexes again by itself; 0 for none.',
  ),

  ...sourceSettings,
  ...coordinatorSettings,
} as const satisfies Record<string, Setting<string | number>>;

type Settings = typeof settings;
export type Config = {
  readonly [Field in keyof Settings]: Settings[Field] extends Setting<infer Value> ? Value : never;
};

/** Reads all settings; a value that is not allowed is refused, naming its variable. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const read = Object.entries(settings).map(([field, setting]) => [field, readSetting(env, setting)]);
  return withDerivedDefaults(Object.fromEntries(read) as Config, env);
}

/** One row a setting, for `--help` and `docs/configuration.md`. */
export function configDescription(): readonly Omit<Setting<string | number>, 'parse'>[] {
  return Object.values(settings).map(({ parse: _parse, ...row }) => row);
}

const childVariables =
  'PATH HOME USER LANG LC_ALL TMPDIR XDG_CONFIG_HOME SSH_AUTH_SOCK http_proxy https_proxy no_proxy ' +
  'HTTP_PROXY HTTPS_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE';

/** What a foreign child process (git, ssh) needs of the environment; nothing else of it is its business. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(
    childVariables.split(' ').flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
}

/** What a process of ours is started with: all of this one's environment, and what is to be otherwise. */
export function ownEnvironment(
  changes: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...env, ...changes };
}

function readSetting(env: NodeJS.ProcessEnv, setting: Setting<string | number>): string | number {
  const given = env[setting.env]?.trim();
  if (given === undefined || given === '') return setting.default;
  const value = setting.parse(given);
  if (value !== undefined) return value;
  throw new GkgError('config_invalid', `${setting.env} must be ${setting.allowed}, but is "${given}".`, {
    detail: { setting: setting.env, allowed: setting.allowed },
  });
}

/** Defaults that follow from other settings; an empty value marks a setting that was not given. */
function withDerivedDefaults(config: Config, env: NodeJS.ProcessEnv): Config {
  const dataDir = config.dataDir === '' ? defaultDataDir(env) : resolve(config.dataDir);
  return {
    ...config,
    dataDir,
    jwtSecretFile: config.jwtSecretFile === '' ? join(dataDir, 'secret') : resolve(config.jwtSecretFile),
    adminTokenFile:
      config.adminTokenFile === ''
        ? join(dataDir, 'coordinator', 'admin-token')
        : resolve(config.adminTokenFile),
    indexerUrl: config.indexerUrl || httpUrl(config.indexerHost, config.indexerPort),
    webserverUrl: config.webserverUrl || httpUrl(config.webserverHost, config.webserverPort),
    webserverAuth: webserverAuth(config),
    proxyUrl: config.proxyUrl || httpUrl(config.proxyHost, config.proxyPort),
    proxySearchUrl: config.proxySearchUrl || config.proxyUrl || httpUrl(config.proxyHost, config.proxyPort),
    railsUrl: config.railsUrl || httpUrl(config.coordinatorHost, config.coordinatorPort),
    coordinatorUrl: config.coordinatorUrl || httpUrl(config.coordinatorHost, config.coordinatorPort),
  };
}

function webserverAuth({ webserverAuth: given, webserverHost }: Config): 'token' | 'none' {
  if (given !== 'derived') return given;
  return /^(localhost|::1|127(\.\d{1,3}){3})$/.test(webserverHost) ? 'none' : 'token';
}

function defaultDataDir(env: NodeJS.ProcessEnv): string {
  const xdg = env['XDG_DATA_HOME'] ?? '';
  // The XDG specification tells programs to ignore relative values.
  return isAbsolute(xdg) ? join(xdg, 'gkg') : join(env['HOME'] || homedir(), '.local', 'share', 'gkg');
}

function httpUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
