import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a working tree is changed between two measurements. */
export interface ChangeKind {
  readonly name: string;
  readonly files: number;
  readonly goalSeconds: number;
  readonly change: (text: string, round: number) => string;
}

/** Lines move, nothing else does. */
const comment = (text: string, round: number) => `# round ${String(round)}\n${text}`;

/** A new function that calls what the file declares first. */
const addition = (text: string, round: number) => {
  const name = /^(?:def|class) (\w+)/m.exec(text)?.[1] ?? 'print';
  return `${text}\n\ndef added_${String(round)}(value):\n    return ${name}(value)\n`;
};

/** The signature that others call changes: the first function has one more parameter, and another name at times. */
const rename = (text: string, round: number) =>
  text.replace(/^def (\w+?)(?:_r\d+)?\(/m, (_, name: string) => `def ${name}_r${String(round)}(`);

export const changeKinds: readonly ChangeKind[] = [
  { name: '1 file, a comment', files: 1, goalSeconds: 0.5, change: comment },
  { name: '1 file, a function added', files: 1, goalSeconds: 0.5, change: addition },
  { name: '1 file, a function renamed', files: 1, goalSeconds: 0.5, change: rename },
  { name: '100 files, a function added', files: 100, goalSeconds: 1.5, change: addition },
];

/** Changes other files in each round, spread over the tree, always the same ones for a round. */
export function changeFiles(directory: string, { files, change }: ChangeKind, round: number): void {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py') && !path.endsWith('__init__.py'))
    .sort();
  for (let at = 0; at < files; at++) {
    const path = join(directory, paths[(round * 37 + at * 7) % paths.length]!);
    writeFileSync(path, change(readFileSync(path, 'utf8'), round));
  }
}
