import { gitalySchemes, sourceSchemes } from '@gkg/protocol';
import { formed, integer } from './setting.ts';

const schemes: readonly string[] = [...sourceSchemes, ...gitalySchemes];
/** Without `http` and `git`, whose answers anybody on the way may have changed. */
const safeSchemes = schemes.filter((scheme) => scheme !== 'http' && scheme !== 'git').join(',');

/** The rows of the table of settings about fetching repositories. */
export const sourceSettings = {
  sourceSchemes: {
    ...formed(
      'GKG_SOURCE_SCHEMES',
      `some of ${schemes.join(', ')}, separated by commas`,
      'Kinds of addresses that repositories are fetched from; a node of GitLab needs those of Gitaly only.',
      (given) => given.split(',').every((scheme) => schemes.includes(scheme)),
    ),
    default: safeSchemes,
    defaultText: safeSchemes,
  },
  sourceBytesMax: integer('GKG_SOURCE_BYTES_MAX', 8_589_934_592, 'bytes', 'Largest repository fetched.', {
    min: 1,
  }),
  sourceFilesMax: integer('GKG_SOURCE_FILES_MAX', 500_000, 'files', 'Most files of a repository fetched.', {
    min: 1,
  }),
  sourcesKeptBytesMax: integer(
    'GKG_SOURCES_KEPT_BYTES_MAX',
    10_737_418_240,
    'bytes',
    'Trees of fetched repositories that are kept, so that the next fetch brings only what changed.',
  ),
  gitSilenceTimeoutMs: integer(
    'GKG_GIT_SILENCE_TIMEOUT_MS',
    60_000,
    'ms',
    'A fetch that delivers nothing for this long is given up.',
    { min: 100 },
  ),
  gitalyCallTimeoutMs: integer(
    'GKG_GITALY_CALL_TIMEOUT_MS',
    30_000,
    'ms',
    'Longest wait for an answer of Gitaly that is one message.',
    { min: 100 },
  ),
  gitalyStreamTimeoutMs: integer(
    'GKG_GITALY_STREAM_TIMEOUT_MS',
    3_600_000,
    'ms',
    'Longest stream from Gitaly, such as an archive.',
    { min: 1000 },
  ),
  gitalyAttemptsMax: integer(
    'GKG_GITALY_ATTEMPTS_MAX',
    7,
    'attempts',
    'Attempts at a call of Gitaly whose failure may pass.',
    { min: 1 },
  ),
} as const;
