import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extractText } from '../../extract/extract-file.ts';
import type { Facts } from '../../facts/facts.ts';
import { loadGrammar } from '../../syntax/parser.ts';
import { c } from './index.ts';

const grammar = loadGrammar(readFileSync(createRequire(import.meta.url).resolve(c.grammar)));

/** Facts of one C source. */
export async function factsOf(source: string): Promise<Facts> {
  return extractText(source, await grammar, c);
}
