/** Entry of the process that one indexing job runs in: parser and database engine are loaded only here. */
import { indexDirectory } from '@gkg/indexing';
import { serveJob } from './serve-job.ts';

serveJob((order, onProgress, signal) => indexDirectory(order, { onProgress }, signal));
