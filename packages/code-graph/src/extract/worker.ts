import { isGrammarFailure } from '../syntax/parser.ts';
import { createExtractor, type ExtractedFile, type Extractor } from './extract-file.ts';

export interface ExtractionBatch {
  readonly directory: string;
  readonly paths: readonly string[];
}

const extractors = new Map<string, Extractor>();

/** One worker thread's task: extracts the files of a batch in order. A grammar that failed ends the thread. */
export async function extractBatch(batch: ExtractionBatch): Promise<ExtractedFile[]> {
  let extractor = extractors.get(batch.directory);
  if (extractor === undefined) {
    extractor = createExtractor(batch.directory);
    extractors.set(batch.directory, extractor);
  }
  const files: ExtractedFile[] = [];
  try {
    for (const path of batch.paths) files.push(await extractor.extract(path));
  } catch (error) {
    if (isGrammarFailure(error)) process.exit(1);
    throw error;
  }
  return files;
}
