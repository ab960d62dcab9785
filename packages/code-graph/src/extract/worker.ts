import { isGrammarFailure } from '../syntax/parser.ts';
import { createExtractor, type ExtractedFile } from './extract-file.ts';

export interface ExtractionBatch {
  readonly directory: string;
  readonly paths: readonly string[];
}

const extractor = createExtractor();

/** One worker thread's task: extracts the files of a batch in order. A grammar that failed ends the thread. */
export async function extractBatch(batch: ExtractionBatch): Promise<ExtractedFile[]> {
  const files: ExtractedFile[] = [];
  try {
    for (const path of batch.paths) files.push(await extractor.extract(batch.directory, path));
  } catch (error) {
    if (isGrammarFailure(error)) process.exit(1);
    throw error;
  }
  return files;
}
