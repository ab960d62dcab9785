import { parseArgs } from 'node:util';
import { GkgError } from '@gkg/protocol';
import type { Config } from '@gkg/runtime';
import type { Terminal } from './terminal.ts';

/** A command is a table of what it takes and a function: parsing and `--help` derive from the table. */
export interface Command<Table extends OptionTable = OptionTable> {
  readonly name: string;
  /** What follows the name, such as `<directory> [--out file]`. */
  readonly usage: string;
  readonly positionals: { readonly min: number; readonly max: number };
  readonly options: Table;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  run(invocation: Invocation<Table>, signal: AbortSignal): Promise<void>;
}

/** A command in the list of all, before it is loaded. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

interface Option {
  readonly type: 'string' | 'boolean';
  /** Name of the value in the help of a string option. */
  readonly value?: string;
  readonly description: string;
}
type OptionTable = Readonly<Record<string, Option>>;

export interface Invocation<Table extends OptionTable = OptionTable> {
  readonly positionals: readonly string[];
  readonly options: OptionValues<Table>;
  readonly json: boolean;
  readonly config: Config;
  /** Handed on to child processes. */
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: OptionValue<Table[Name]['type']>;
};

type OptionValue<Type> = Type extends 'boolean' ? boolean : string | undefined;

/** Every command has these. */
export const globalOptions = {
  json: { type: 'boolean', description: 'Print the result, or the error, as JSON.' },
  'data-dir': { type: 'string', value: 'directory', description: 'Use this instead of GKG_DATA_DIR.' },
  help: { type: 'boolean', description: 'Show this help.' },
} as const satisfies OptionTable;

/** Keeps the literal types of the option table, so that `run` sees each value with its type. */
export function defineCommand<const Table extends OptionTable>(command: Command<Table>): Command<Table> {
  return command;
}

export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** Parses what follows the command's name; anything it does not know is `invalid_request`. */
export function parseCommandLine(command: Command, argv: readonly string[]): ParsedArguments {
  const table = { ...globalOptions, ...command.options };
  const { values, positionals } = parse(command, argv, table);
  const options: Record<string, string | boolean | undefined> = {};
  for (const [name, option] of Object.entries(table)) {
    options[name] = values[name] ?? (option.type === 'boolean' ? false : undefined);
  }
  if (options['help'] !== true) checkCount(command, positionals);
  return { positionals, options };
}

function parse(command: Command, argv: readonly string[], table: OptionTable) {
  const options = Object.fromEntries(Object.entries(table).map(([name, { type }]) => [name, { type }]));
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    throw usageError(command, `${sentence.replace(/\.? To specify a positional.*$/s, '')}.`);
  }
}

function checkCount(command: Command, positionals: readonly string[]): void {
  const { min, max } = command.positionals;
  if (positionals.length < min) throw usageError(command, 'An argument is missing.');
  if (positionals.length > max) {
    throw usageError(command, `"${positionals[max]}" is one argument too many.`);
  }
}

export function usageError(command: Pick<Command, 'name' | 'usage'>, sentence: string): GkgError {
  const text = sentence.replace(/\.+$/, '.');
  return new GkgError('invalid_request', `${text} Usage: gkg ${command.name} ${command.usage}`);
}
