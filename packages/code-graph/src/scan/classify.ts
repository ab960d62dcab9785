import { isUtf8 } from 'node:buffer';
import type { skipReasons } from '@gkg/ontology';

export type SkipReason = (typeof skipReasons)[number];

export const fileBytesMax = 5_000_000;
const binaryProbeBytes = 8000;
/** Nobody writes a longer line by hand, but there may be a table in it. */
const writtenLineUnitsMax = 5000;
const lfsPrefix = 'version https://git-lfs.github.com/spec/v1';

/** A source file's text, or why it is not parsed. */
export function decodeSource(content: Buffer): Decoded {
  const decoded = decodeText(content);
  return 'text' in decoded && isMinified(decoded.text) ? { skip: 'minified' } : decoded;
}

type Decoded = { readonly text: string } | { readonly skip: SkipReason };

/** The text of a file in UTF-8, or in UTF-16 with a byte order mark, without the mark. */
export function decodeText(content: Buffer): Decoded {
  if (content.length > fileBytesMax) return { skip: 'too_large' };
  const utf16 = utf16Of(content);
  if (utf16 !== undefined) return decodeUtf16(content, utf16);
  const probe = content.subarray(0, binaryProbeBytes);
  if (probe.includes(0)) return { skip: looksLikeUtf16(probe) ? 'not_utf8' : 'binary' };
  if (!isUtf8(content)) return { skip: 'not_utf8' };
  const text = content.toString('utf8');
  if (text.startsWith(lfsPrefix)) return { skip: 'lfs_pointer' };
  return { text: text.startsWith('\uFEFF') ? text.slice(1) : text };
}

/** What the byte order mark says; that of UTF-32 begins with that of UTF-16. */
function utf16Of(content: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (content[0] === 0xfe && content[1] === 0xff) return 'utf-16be';
  const isLittle = content[0] === 0xff && content[1] === 0xfe;
  const isUtf32 = content.length >= 4 && content[2] === 0 && content[3] === 0;
  return isLittle && !isUtf32 ? 'utf-16le' : undefined;
}

function decodeUtf16(content: Buffer, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(content);
    return text.includes('\0') ? { skip: 'binary' } : { text };
  } catch {
    return { skip: 'not_utf8' };
  }
}

/** Without a mark nothing says so for sure: every other byte of western text is zero. */
function looksLikeUtf16(probe: Buffer): boolean {
  const zeros = [0, 0];
  probe.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2]!++;
  });
  const half = probe.length / 2;
  return zeros.some((count, side) => count >= 4 && count > half * 0.4 && zeros[1 - side]! < half * 0.05);
}

/** Whether most of the text stands in lines that nobody wrote. */
function isMinified(text: string): boolean {
  if (text.length <= writtenLineUnitsMax) return false;
  let inLongLines = 0;
  for (let from = 0; from <= text.length;) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    if (end - from > writtenLineUnitsMax) inLongLines += end - from;
    from = end + 1;
  }
  return inLongLines > text.length / 2;
}
