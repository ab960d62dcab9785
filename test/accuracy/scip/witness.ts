import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodeGraphBuilder } from '@gkg/code-graph';
import { findCalls } from '../graph-calls.ts';
import { readBabelSites } from './babel-sites.ts';
import { corpora, type Corpus, type WitnessLanguage } from './corpora.ts';
import { fetchCorpus } from './fetch.ts';
import { indexRepository } from './indexers.ts';
import { judge, type Verdict } from './judge.ts';
import { readPythonSites } from './python-sites.ts';
import { readScipIndex } from './scip-index.ts';

/**
 * Packages, indexers and indexes; everything in it can be fetched and made again. It lies outside of the project:
 * below it, the compiler would find the project's own packages.
 */
const cache = join(tmpdir(), 'gkg-accuracy');

/** Holds our calls in released sources against a SCIP indexer's word, one corpus after the other. */
export async function* askWitness(
  language: WitnessLanguage,
  only: string | undefined,
): AsyncGenerator<{ readonly corpus: Corpus; readonly verdict: Verdict }> {
  const builder = createCodeGraphBuilder();
  try {
    for (const corpus of corpora) {
      if (corpus.language !== language || (only !== undefined && corpus.name !== only)) continue;
      const repository = await fetchCorpus(corpus, cache);
      const index = readScipIndex(await indexRepository(language, repository, cache));
      const sites = language === 'python' ? await readPythonSites(repository) : readBabelSites(repository);
      yield { corpus, verdict: judge(index, sites, await findCalls(repository, builder)) };
    }
  } finally {
    await builder.close();
  }
}
