import { exitCodeTable } from '@gkg/runtime';
import { globalOptions, type Command, type CommandEntry } from './command.ts';

export function generalHelp(commands: Readonly<Record<string, CommandEntry>>): string {
  const lines = columns(Object.entries(commands).map(([name, { summary }]) => [name, summary]));
  return [
    'gkg answers questions about source code from a graph of its definitions and calls.',
    '',
    'Usage: gkg <command> [arguments]',
    '',
    ...lines,
    '',
    'gkg <command> --help shows the arguments of one, with examples.',
    '',
    'Exit codes: 0 done, 1 failure, 2 wrong use,',
    ...exitCodeTable().map(({ code, kinds }) => `  ${code}  ${kinds.join(', ')}`),
    '',
  ].join('\n');
}

export function commandHelp(command: Command, summary: string): string {
  const options = Object.entries({ ...command.options, ...globalOptions }).map(([name, option]) => {
    const value = option.type === 'string' ? ` <${'value' in option ? option.value : 'text'}>` : '';
    return [`--${name}${value}`, option.description] as const;
  });
  return [
    `gkg ${command.name} ${command.usage}`.trimEnd(),
    '',
    summary,
    '',
    'Options:',
    ...columns(options),
    '',
    'Examples:',
    ...columns(command.examples),
    '',
  ].join('\n');
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
