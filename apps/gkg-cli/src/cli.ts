import { errorBody, GkgError, toGkgError } from '@gkg/protocol';
import { errorLine, exitCodeOf, loadConfig } from '@gkg/runtime';
import { parseCommandLine, type Command, type Invocation, type ParsedArguments } from './command.ts';
import { exportCommand } from './commands/export.ts';
import { indexCommand } from './commands/index-directory.ts';
import { mcp } from './commands/mcp.ts';
import { query } from './commands/query.ts';
import { remove } from './commands/remove.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';
import { commandHelp, generalHelp } from './help.ts';
import { exitCodeInterrupted, stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

const commands: readonly Command[] = [up, indexCommand, query, exportCommand, mcp, status, remove];

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
  const command = findCommand(name);
  const parsed = parseCommandLine(command, rest);
  if (parsed.options['help'] === true) return terminal.out(commandHelp(command));
  await command.run(invocation(parsed, env, terminal), signal);
}

function findCommand(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = commands.map((command) => command.name).join(', ');
  throw new GkgError('invalid_request', `There is no command "${name}"; there are ${names}.`);
}

function invocation(parsed: ParsedArguments, given: NodeJS.ProcessEnv, terminal: Terminal): Invocation {
  const dataDir = parsed.options['data-dir'];
  const env = typeof dataDir === 'string' ? { ...given, GKG_DATA_DIR: dataDir } : given;
  return { ...parsed, json: parsed.options['json'] === true, config: loadConfig(env), env, terminal };
}
