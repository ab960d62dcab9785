import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './source-files.ts';

/** What `docs/operations.md` shows under a heading: its indented blocks, in their order. */
export function manualBlocks(heading: string): string[] {
  const manual = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const [, section = ''] = manual.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const [text = ''] = section.split(/^#/m);
  const blocks = text.match(/(?<=\n\n)(?: {4}.*\n)+/g) ?? [];
  if (blocks.length === 0) throw new Error(`The manual shows nothing under "${heading}".`);
  return blocks.map((block) => block.replaceAll(/^ {4}/gm, ''));
}
