import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from './markdown-table.ts';

const document = join(import.meta.dirname, '../docs/adding-a-language.md');
const source = join(import.meta.dirname, '../packages/code-graph/src/languages/language.ts');
const table = /(<!-- family: generated -->\n\n)[\s\S]*?(\n\n<!-- end -->)/;
const field = /\/\*\*([\s\S]*?)\*\/\s*(?:readonly )?(\w+)\??[:(]/g;

/** `docs/adding-a-language.md` with the fields of `Family` as the interface documents them. */
export function addingALanguageDoc(): string {
  const rows = fieldsOf(readFileSync(source, 'utf8')).map(([name, says]) => [`\`${name}\``, says]);
  const written = markdownTable(['field', 'says'], rows).join('\n');
  return readFileSync(document, 'utf8').replace(
    table,
    (_, begin: string, end: string) => begin + written + end,
  );
}

function fieldsOf(text: string): (readonly [string, string])[] {
  const begin = text.indexOf('export interface Family {');
  const body = text.slice(begin, text.indexOf('\n}\n', begin));
  return [...body.matchAll(field)].map(([, comment, name]) => [name!, oneLine(comment!)]);
}

/** A comment's text in one line, as a cell of a table. */
function oneLine(comment: string): string {
  const text = comment.replaceAll(/^\s*\* ?/gm, ' ').replaceAll(/\s+/g, ' ');
  return text.replace(/ @\w.*$/, '').trim();
}
