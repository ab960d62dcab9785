/** What the graph says of files: values of the properties `skip_reason` and `language`. */

/** Why a file has no definitions in the graph. */
export const skipReasons = [
  'unsupported',
  'symlink',
  'special_file',
  'too_large',
  'unreadable',
  'binary',
  'not_utf8',
  'lfs_pointer',
  'minified',
  'parse_timeout',
  'timeout',
  'out_of_memory',
  'too_deep',
  'extraction_failed',
  'broken_manifest',
] as const;

/** Languages whose files are parsed. */
export const languageNames = [
  'c',
  'cpp',
  'csharp',
  'go',
  'java',
  'javascript',
  'kotlin',
  'php',
  'python',
  'ruby',
  'rust',
  'svelte',
  'typescript',
  'vue',
] as const;

/** Languages that are linked together, since their files use each other. */
export const familyNames = [
  'c',
  'csharp',
  'ecmascript',
  'go',
  'jvm',
  'php',
  'python',
  'ruby',
  'rust',
] as const;
