import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extractText } from '../../extract/extract-file.ts';
import type { Facts } from '../../facts/facts.ts';
import { loadGrammar } from '../../syntax/parser.ts';
import { kotlin } from './index.ts';

const grammar = loadGrammar(readFileSync(createRequire(import.meta.url).resolve(kotlin.grammar)));

/** Facts of one Kotlin source. */
export async function factsOf(source: string): Promise<Facts> {
  return extractText(source, await grammar, kotlin);
}
