import { expect, test } from 'vitest';
import { barLine, createProgressDisplay } from './progress.ts';
import type { Terminal } from './terminal.ts';

function recordingTerminal(errColumns: number) {
  const written: string[] = [];
  const terminal: Terminal = {
    out: () => undefined,
    write: () => Promise.resolve(),
    err: (text) => void written.push(text),
    errColumns,
    flush: () => Promise.resolve(),
  };
  return { terminal, written };
}

test('in a pipe there is one plain line a phase', () => {
  const { terminal, written } = recordingTerminal(0);
  const display = createProgressDisplay('app', terminal);
  display.show({ phase: 'parse', done: 0, total: 8 });
  display.show({ phase: 'parse', done: 4, total: 8 });
  display.show({ phase: 'load', done: 0, total: 0 });
  display.end();
  expect(written.join('')).toBe('app: parse (8)\napp: load\n');
});

test('on a terminal a bar redraws itself, fits the width and is cleared at the end', () => {
  const { terminal, written } = recordingTerminal(30);
  const display = createProgressDisplay('app', terminal);
  display.show({ phase: 'parse', done: 4, total: 8 });
  display.end();
  expect(written[0]).toMatch(/^\r\u001B\[2Kapp {2}parse/);
  expect(written[0]?.replace('\r\u001B[2K', '').length).toBeLessThanOrEqual(29);
  expect(written.at(-1)).toBe('\r\u001B[2K');
});

test('the bar is as full as the work is done', () => {
  const line = barLine('app', { phase: 'parse', done: 4, total: 8 });
  expect(line.match(/█/g)?.length).toBe(14);
  expect(line.endsWith('4/8')).toBe(true);
});
