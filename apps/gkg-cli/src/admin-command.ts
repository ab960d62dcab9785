import type { AdminRequest } from './admin-client.ts';
import { askCoordinator } from './admin-client.ts';
import { defineCommand, usageError, type Command } from './command.ts';

type Row = Readonly<Record<string, unknown>>;
type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface AdminAction {
  /** What follows its name; as many words as arguments, those in brackets may be missing. */
  readonly usage: string;
  request(words: readonly string[], options: Options): AdminRequest;
  /** The rows to show of the answer, each under the names of its columns. */
  rows(answer: Row): readonly Row[];
}

export interface AdminCommand {
  readonly name: string;
  /** The first is what happens without a word. */
  readonly actions: Readonly<Record<string, AdminAction>>;
  readonly options: Command['options'];
  readonly examples: Command['examples'];
}

/** A command of the admin: each action is one request, and a table of what it answers. */
export function adminCommand({ name, actions, options, examples }: AdminCommand): Command {
  const [usual = ''] = Object.keys(actions);
  const forms = Object.entries(actions).map(([verb, { usage }]) =>
    [verb === usual ? '' : verb, usage].filter(Boolean).join(' '),
  );
  const usage = `[${forms.filter(Boolean).join(' | ')}]`;
  const command = defineCommand({
    name,
    usage,
    positionals: { min: 0, max: 5 },
    options,
    examples,
    async run({ positionals, options: given, json, config, terminal }, signal) {
      const [first = ''] = positionals;
      const isNamed = first !== usual && Object.hasOwn(actions, first);
      const action = actions[isNamed ? first : usual]!;
      const words = positionals.slice(isNamed ? 1 : 0);
      checkWords(command, action, words);
      const answer = (await askCoordinator(config, action.request(words, given), signal)) ?? {};
      terminal.out(json ? `${JSON.stringify(answer)}\n` : formatTable(action.rows(answer as Row)));
    },
  });
  return command;
}

function checkWords(command: Command, { usage }: AdminAction, words: readonly string[]): void {
  const allowed = usage.split(' ').filter((word) => /^[<[]/.test(word) && !word.startsWith('[--'));
  const needed = allowed.filter((word) => word.startsWith('<'));
  if (words.length < needed.length) throw usageError(command, 'An argument is missing.');
  if (words.length > allowed.length) throw usageError(command, 'There is an argument too many.');
}

/** Columns as wide as their widest cell; nothing at all for no rows. */
function formatTable(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_column, index) => Math.max(...lines.map((line) => line[index]!.length)));
  const text = lines.map((line) =>
    line
      .map((word, index) => word.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The named columns of a row. */
export function pick(row: Row, ...columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}

/** The rows of a list in an answer, with the named columns. */
export function pickEach(list: string, ...columns: readonly string[]): (answer: Row) => readonly Row[] {
  return (answer) => (answer[list] as readonly Row[]).map((row) => pick(row, ...columns));
}
