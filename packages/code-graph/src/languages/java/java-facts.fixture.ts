import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extractText } from '../../extract/extract-file.ts';
import type { Facts } from '../../facts/facts.ts';
import { loadGrammar } from '../../syntax/parser.ts';
import { java } from './index.ts';

const grammar = loadGrammar(readFileSync(createRequire(import.meta.url).resolve(java.grammar)));

/** Facts of one Java source. */
export async function factsOf(source: string): Promise<Facts> {
  return extractText(source, await grammar, java);
}
