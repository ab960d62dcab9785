import { errorBody, GkgError, toGkgError } from '@gkg/protocol';
import { errorLine, exitCodeOf, loadConfig } from '@gkg/runtime';
import { parseCommandLine, type Command, type Invocation, type ParsedArguments } from './command.ts';
import { commandHelp, generalHelp } from './help.ts';
import { exitCodeInterrupted, stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

/** Loaded one at a time: a query has no use for what indexing needs, and `gkg up` none for the database. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  index: async () => (await import('./commands/index-directory.ts')).indexCommand,
  query: async () => (await import('./commands/query.ts')).query,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  mcp: async () => (await import('./commands/mcp.ts')).mcp,
  status: async () => (await import('./commands/status.ts')).status,
  remove: async () => (await import('./commands/remove.ts')).remove,
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
    return terminal.out(generalHelp(await Promise.all(Object.values(commands).map((load) => load()))));
  }
  const command = await findCommand(name);
  const parsed = parseCommandLine(command, rest);
  if (parsed.options['help'] === true) return terminal.out(commandHelp(command));
  await command.run(invocation(parsed, env, terminal), signal);
}

async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  const names = Object.keys(commands).join(', ');
  throw new GkgError('invalid_request', `There is no command "${name}"; there are ${names}.`);
}

function invocation(parsed: ParsedArguments, given: NodeJS.ProcessEnv, terminal: Terminal): Invocation {
  const dataDir = parsed.options['data-dir'];
  const env = typeof dataDir === 'string' ? { ...given, GKG_DATA_DIR: dataDir } : given;
  return { ...parsed, json: parsed.options['json'] === true, config: loadConfig(env), env, terminal };
}
