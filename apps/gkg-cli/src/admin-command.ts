import { setTimeout as delay } from 'node:timers/promises';
import { GkgError } from '@gkg/protocol';
import type { AdminRequest } from './admin-client.ts';
import { askCoordinator } from './admin-client.ts';
import { defineCommand, usageError, type Command } from './command.ts';

const pauseMs = 1000;

type Row = Readonly<Record<string, unknown>>;
type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface AdminAction {
  /** What follows its name; as many words as arguments, those in brackets may be missing. */
  readonly usage: string;
  request(words: readonly string[], options: Options): AdminRequest;
  /** The rows to show of the answer, each under the names of its columns. */
  rows(answer: Row): readonly Row[];
  /** What to ask after an answer that is not the last: once a second, for as many seconds as `--wait` says. */
  next?(answer: Row): AdminRequest | null;
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
      const [verb = ''] = positionals;
      const isNamed = verb !== usual && Object.hasOwn(actions, verb);
      const action = actions[isNamed ? verb : usual]!;
      const words = positionals.slice(isNamed ? 1 : 0);
      checkWords(command, action, words);
      const ask = async (request: AdminRequest) => (await askCoordinator(config, request, signal)) ?? {};
      const seconds = secondsToWait(command, action, given['wait']);
      const first = (await ask(action.request(words, given))) as Row;
      const { answer, isLast } = await lastAnswer(action, first, ask, seconds, signal);
      terminal.out(json ? `${JSON.stringify(answer)}\n` : formatTable(action.rows(answer)));
      if (!isLast) throw new GkgError('timeout', `It was not done within ${seconds} s, and goes on.`);
    },
  });
  return command;
}

function secondsToWait(command: Command, action: AdminAction, wait: Options[string]): number {
  if (wait === undefined) return 0;
  if (action.next === undefined) throw usageError(command, 'There is nothing that --wait could wait for.');
  if (typeof wait === 'string' && /^[1-9]\d{0,5}$/.test(wait)) return Number(wait);
  throw usageError(command, `--wait is a number of seconds, not "${String(wait)}".`);
}

/** Asks on until there is nothing more to ask, or the time is over; without a time, the first answer is the last. */
async function lastAnswer(
  action: AdminAction,
  first: Row,
  ask: (request: AdminRequest) => Promise<unknown>,
  seconds: number,
  signal: AbortSignal,
): Promise<{ answer: Row; isLast: boolean }> {
  if (seconds === 0) return { answer: first, isLast: true };
  const end = performance.now() + seconds * 1000;
  let answer = first;
  for (;;) {
    const request = action.next?.(answer) ?? null;
    if (request === null) return { answer, isLast: true };
    const leftMs = end - performance.now();
    if (leftMs <= 0) return { answer, isLast: false };
    await delay(Math.min(pauseMs, leftMs), undefined, { signal });
    answer = (await ask(request)) as Row;
  }
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
