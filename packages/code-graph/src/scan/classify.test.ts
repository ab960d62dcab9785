import { describe, expect, it } from 'vitest';
import { decodeSource } from './classify.ts';

const skipOf = (content: Buffer | string) => {
  const decoded = decodeSource(Buffer.from(content as string));
  return 'skip' in decoded ? decoded.skip : null;
};

describe('what is not parsed', () => {
  it.each([
    ['a NUL byte near the beginning', Buffer.from('a\0b'), 'binary'],
    ['invalid UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'not_utf8'],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
      'lfs_pointer',
    ],
    ['a very long line', `x = "${'a'.repeat(70_000)}"\n`, 'minified'],
    ['long lines on average', `${'a'.repeat(9000)}\n`.repeat(3), 'minified'],
    ['more than the bound', Buffer.alloc(5_000_001, 97), 'too_large'],
  ])('%s', (_, content, reason) => {
    expect(skipOf(content)).toBe(reason);
  });

  it('a long line in a written file does not make it a generated one', () => {
    const line = 'const name = compute(value);\n';
    const table = `const table = "${'a'.repeat(70_000)}";\n`;
    expect(skipOf(line.repeat(4000) + table)).toBeNull();
    expect(skipOf(line.repeat(1000) + table)).toBe('minified');
  });

  it('ordinary text is decoded, without its byte order mark', () => {
    expect(decodeSource(Buffer.from('\uFEFFx = 1\n'))).toEqual({ text: 'x = 1\n' });
    expect(skipOf('')).toBeNull();
  });

  it('UTF-16 with a byte order mark is decoded, in either order of bytes', () => {
    const text = 'name = "café 👋"\r\n';
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(decodeSource(little)).toEqual({ text });
    expect(decodeSource(Buffer.from(little).swap16())).toEqual({ text });
  });
});
