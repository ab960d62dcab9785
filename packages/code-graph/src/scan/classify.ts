import { isUtf8 } from 'node:buffer';

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
  'too_deep',
  'extraction_failed',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export const fileBytesMax = 5_000_000;
const binaryProbeBytes = 8000;
const lineUnitsMax = 65_536;
const averageLineUnitsMax = 5000;
const lfsPrefix = 'version https://git-lfs.github.com/spec/v1';

/** A file's text, or why it is not parsed. */
export function decodeSource(content: Buffer): { readonly text: string } | { readonly skip: SkipReason } {
  if (content.length > fileBytesMax) return { skip: 'too_large' };
  if (content.subarray(0, binaryProbeBytes).includes(0)) return { skip: 'binary' };
  if (!isUtf8(content)) return { skip: 'not_utf8' };
  const text = content.toString('utf8');
  if (text.startsWith(lfsPrefix)) return { skip: 'lfs_pointer' };
  if (isMinified(text)) return { skip: 'minified' };
  return { text: text.startsWith('\uFEFF') ? text.slice(1) : text };
}

function isMinified(text: string): boolean {
  let lines = 0;
  let from = 0;
  while (from <= text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    if (end - from > lineUnitsMax) return true;
    lines++;
    from = end + 1;
  }
  return text.length > averageLineUnitsMax && text.length / lines > averageLineUnitsMax;
}
