import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FactsBuilder } from '../facts/builder.ts';
import type { Facts } from '../facts/facts.ts';
import { languageOfPath, loadLanguages } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { blobId } from '../scan/blob.ts';
import { decodeSource, type SkipReason } from '../scan/classify.ts';
import { type GrammarParser, isGrammarFailure, loadGrammar, ParseLimit } from '../syntax/parser.ts';

/** What extraction made of a file: its facts, or why it has none. */
export interface ExtractedFile {
  readonly path: string;
  /** SHA-1 of git's blob form of the content, so that it equals the id git gives the file; '' when unread. */
  readonly blob: string;
  readonly lineCount: number;
  readonly facts: Facts | null;
  readonly skip: SkipReason | null;
  /** What a thread spent on it in this build; absent where the result was known. */
  readonly seconds?: number;
}

/**
 * Ten times what parsing takes on a busy machine. A grammar may look for the end of something half-written in
 * more ways than it can try, in a small file as in a large one.
 */
const parseTimeoutMs = (text: string) => 2000 + text.length / 200;

/** Extracts files. Holds loaded grammars; one per worker thread. */
export interface Extractor {
  extract(directory: string, path: string): Promise<ExtractedFile>;
}

export function createExtractor(): Extractor {
  const grammars = new Map<string, Promise<GrammarParser>>();
  const parserOf = (language: Language): Promise<GrammarParser> => {
    let parser = grammars.get(language.grammar);
    if (parser === undefined) {
      parser = loadGrammar(readFileSync(createRequire(import.meta.url).resolve(language.grammar)));
      grammars.set(language.grammar, parser);
    }
    return parser;
  };
  return {
    async extract(directory, path) {
      await loadLanguages([path]);
      const startedAt = performance.now();
      const known = languageOfPath(path);
      if (known === undefined) return skippedFile(path, 'unsupported');
      const content = read(join(directory, path));
      if (content === null) return skippedFile(path, 'unreadable');
      const blob = blobId(content);
      const source = decodeSource(content);
      if ('skip' in source) return { ...skippedFile(path, source.skip), blob };
      const language = known.refine?.(source.text) ?? known;
      const extracted = extractSource(path, source.text, await parserOf(language), language);
      return { ...extracted, blob, seconds: (performance.now() - startedAt) / 1000 };
    },
  };
}

/** Facts of one file's text; the seam for tests. */
export function extractText(text: string, parser: GrammarParser, language: Language): Facts {
  const tree = parser.parse(language.prepare?.(text) ?? text, parseTimeoutMs(text));
  const facts = new FactsBuilder(tree);
  language.extract(tree, facts);
  return facts.finish();
}

function extractSource(path: string, text: string, parser: GrammarParser, language: Language): ExtractedFile {
  try {
    const facts = extractText(text, parser, language);
    return { path, blob: '', lineCount: facts.lineCount, facts, skip: null };
  } catch (error) {
    if (isGrammarFailure(error)) throw error;
    return skippedFile(path, error instanceof ParseLimit ? error.reason : 'extraction_failed');
  }
}

export function skippedFile(path: string, skip: SkipReason): ExtractedFile {
  return { path, blob: '', lineCount: 0, facts: null, skip };
}

/** Null for a file that has gone or may not be read. */
function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
