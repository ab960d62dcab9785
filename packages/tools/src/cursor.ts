import { createHash } from 'node:crypto';
import { GkgError } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import { presentationArguments } from './arguments.ts';

type CursorSource = Pick<Manifest, 'commit' | 'checksum'>;

/**
 * A cursor is the number of rows already seen, bound to what was asked and to the graph that answered:
 * rows of another question or of a newer graph must never be stitched to it.
 */
export function writeCursor(offset: number, question: string, source: CursorSource): string {
  return Buffer.from(`${offset}.${question}.${graphMark(source)}`).toString('base64url');
}

/** The offset a cursor stands for; 0 for no cursor. */
export function readCursor(cursor: string, question: string, source: CursorSource): number {
  if (cursor === '') return 0;
  const parts = /^(\d{1,9})\.([0-9a-f]{16})\.([0-9a-f]{16})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  if (parts === null) throw refused('is not one that a tool answered with');
  if (parts[2] !== question) throw refused('belongs to another tool or to other arguments');
  if (parts[3] !== graphMark(source)) throw refused('belongs to an earlier index of this project');
  return Number(parts[1]);
}

/** What is asked, without how much of it to show. */
export function questionMark(tool: string, args: Readonly<Record<string, unknown>>): string {
  const asked = Object.keys(args)
    .filter((name) => !(presentationArguments as readonly string[]).includes(name))
    .toSorted()
    .map((name) => [name, args[name]]);
  return mark(JSON.stringify([tool, asked]));
}

function graphMark(source: CursorSource): string {
  return mark(`${source.commit ?? ''} ${source.checksum}`);
}

function mark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function refused(reason: string): GkgError {
  return new GkgError('invalid_arguments', `\`cursor\` ${reason}; ask again without it.`, {
    detail: { fields: ['cursor'] },
  });
}
