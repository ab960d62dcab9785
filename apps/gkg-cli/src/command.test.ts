import { describe, expect, test } from 'vitest';
import { defineCommand, parseCommandLine } from './command.ts';
import { commandHelp } from './help.ts';

const paint = defineCommand({
  name: 'paint',
  usage: '<wall> [--color name]',
  positionals: { min: 1, max: 1 },
  options: {
    color: { type: 'string', value: 'name', description: 'The color.' },
    twice: { type: 'boolean', description: 'Two coats.' },
  },
  examples: [['gkg paint north', 'the north wall']],
  run: () => Promise.resolve(),
});

describe('parseCommandLine', () => {
  test('reads positionals, options of the command and those of every command', () => {
    const parsed = parseCommandLine(paint, ['north', '--color', 'red', '--json']);
    expect(parsed.positionals).toEqual(['north']);
    expect(parsed.options).toEqual({
      color: 'red',
      twice: false,
      json: true,
      help: false,
      'data-dir': undefined,
    });
  });

  test.each([
    [['north', '--colour', 'red'], /--colour/],
    [['north', '--color'], /--color/],
    [[], /argument is missing/],
    [['north', 'south'], /"south" is one argument too many/],
  ])('%j is refused, with the usage', (argv, message) => {
    expect(() => parseCommandLine(paint, argv)).toThrow(message);
    expect(() => parseCommandLine(paint, argv)).toThrow(/Usage: gkg paint <wall> \[--color name\]/);
  });

  test('--help needs no arguments', () => {
    expect(parseCommandLine(paint, ['--help']).options['help']).toBe(true);
  });
});

test('the help of a command shows its options and examples', () => {
  const help = commandHelp(paint, 'Paints a wall.');
  expect(help).toMatch(/--color <name> +The color\./);
  expect(help).toContain('Paints a wall.');
  expect(help).toMatch(/--json/);
  expect(help).toMatch(/gkg paint north +the north wall/);
});
