import { createExtractor, type ExtractedFile, type Extractor } from './extract-file.ts';

export interface ExtractionBatch {
  readonly directory: string;
  readonly paths: readonly string[];
}

const extractors = new Map<string, Extractor>();

/** One worker thread's task: extracts the files of a batch in order. */
export async function extractBatch(batch: ExtractionBatch): Promise<ExtractedFile[]> {
  let extractor = extractors.get(batch.directory);
  if (extractor === undefined) {
    extractor = createExtractor(batch.directory);
    extractors.set(batch.directory, extractor);
  }
  const files: ExtractedFile[] = [];
  for (const path of batch.paths) files.push(await extractor.extract(path));
  return files;
}
