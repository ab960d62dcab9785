import { errorBody, GkgError, toGkgError } from '@gkg/protocol';
import { armFailpoints, errorLine, exitCodeOf, loadConfig } from '@gkg/runtime';
import { parseCommandLine, type CommandEntry, type Invocation, type ParsedArguments } from './command.ts';
import { commandHelp, generalHelp } from './help.ts';
import { exitCodeInterrupted, stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

/**
 * Loaded one at a time: a query has no use for what indexing needs, `gkg up` none for the database, and a list
 * of the commands for none of them.
 */
const commands: Readonly<Record<string, CommandEntry>> = {
  up: {
    summary: 'Runs indexer, webserver, proxy and coordinator on this machine and indexes directories.',
    load: async () => (await import('./commands/up.ts')).up,
  },
  index: {
    summary: 'Builds the graph of a directory; works with or without a running server.',
    load: async () => (await import('./commands/index-directory.ts')).indexCommand,
  },
  query: {
    summary: 'Asks a tool; the answer is text, or JSON with --json.',
    load: async () => (await import('./commands/query.ts')).query,
  },
  export: {
    summary: 'Writes a whole graph to stdout, one JSON object a line: nodes first, then edges.',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  mcp: {
    summary: 'Serves the tools on stdin and stdout, for an MCP client on this machine.',
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  status: {
    summary: 'Shows the running services of a data directory and the projects in it.',
    load: async () => (await import('./commands/status.ts')).status,
  },
  remove: {
    summary: 'Removes the graph of a project; its source is not touched.',
    load: async () => (await import('./commands/remove.ts')).remove,
  },
  projects: {
    summary: "Shows, adds and indexes the coordinator's projects.",
    load: async () => (await import('./commands/projects.ts')).projects,
  },
  users: {
    summary: 'Shows, adds, blocks and removes users of the coordinator.',
    load: async () => (await import('./commands/users.ts')).users,
  },
  tokens: {
    summary: 'Shows, makes and revokes the tokens of a user.',
    load: async () => (await import('./commands/tokens.ts')).tokens,
  },
  permissions: {
    summary: 'Shows, gives and takes away permissions for a project.',
    load: async () => (await import('./commands/permissions.ts')).permissions,
  },
  nodes: {
    summary: 'Shows and forgets nodes.',
    load: async () => (await import('./commands/nodes.ts')).nodes,
  },
  tasks: {
    summary: 'Shows tasks, and tries failed ones again.',
    load: async () => (await import('./commands/tasks.ts')).tasks,
  },
};

export interface CliSurroundings {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

/** Runs one command and answers with the exit code; every failure is one line on stderr. */
export async function runCli(surroundings: CliSurroundings): Promise<number> {
  const { terminal } = surroundings;
  const signal = stopSignal();
  try {
    await dispatch(surroundings, signal);
    await terminal.flush();
    return 0;
  } catch (error) {
    return report(error, surroundings, signal);
  }
}

function report(thrown: unknown, { argv, terminal }: CliSurroundings, signal: AbortSignal): number {
  const failedByItself = thrown instanceof GkgError && thrown.kind !== 'job_canceled';
  const interrupted = signal.aborted && !failedByItself;
  const error = interrupted
    ? new GkgError('job_canceled', 'Interrupted; what was there before is unchanged.')
    : toGkgError(thrown);
  terminal.err(argv.includes('--json') ? `${JSON.stringify(errorBody(error))}\n` : `${errorLine(error)}\n`);
  return interrupted ? exitCodeInterrupted : exitCodeOf(error);
}

async function dispatch({ argv, env, terminal }: CliSurroundings, signal: AbortSignal): Promise<void> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    return terminal.out(generalHelp(commands));
  }
  const { summary, load } = findCommand(name);
  const command = await load();
  const parsed = parseCommandLine(command, rest);
  if (parsed.options['help'] === true) return terminal.out(commandHelp(command, summary));
  await command.run(invocation(parsed, env, terminal), signal);
}

function findCommand(name: string): CommandEntry {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return entry;
  const names = Object.keys(commands).join(', ');
  throw new GkgError('invalid_request', `There is no command "${name}"; there are ${names}.`);
}

function invocation(parsed: ParsedArguments, given: NodeJS.ProcessEnv, terminal: Terminal): Invocation {
  const dataDir = parsed.options['data-dir'];
  const env = typeof dataDir === 'string' ? { ...given, GKG_DATA_DIR: dataDir } : given;
  const config = loadConfig(env);
  armFailpoints(config.failpoints);
  if (config.failpoints !== '') terminal.err(`warning: failpoints are armed: ${config.failpoints}\n`);
  return { ...parsed, json: parsed.options['json'] === true, config, env, terminal };
}
