export const sourceErrorCodes = [
  'directory_missing',
  'directory_unreadable',
  'not_a_directory',
  'no_files',
  'no_supported_language',
] as const;
export type SourceErrorCode = (typeof sourceErrorCodes)[number];

/** The directory to index is not one that can be indexed. */
export class SourceError extends Error {
  readonly code: SourceErrorCode;

  constructor(code: SourceErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SourceError';
    this.code = code;
  }
}
