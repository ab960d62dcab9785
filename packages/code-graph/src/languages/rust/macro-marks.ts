/**
 * A macro's call whose tokens read as a list of expressions is rewritten, at equal length, to a call of a
 * function before the file is parsed; this letter stands in place of the `!`.
 */
export const macroMark = '\u01C3';

/** The name of the macro that a marked name stands for, or undefined. */
export function macroNameIn(text: string): string | undefined {
  return text.endsWith(macroMark) ? text.slice(0, -1) : undefined;
}

/** The source as it was written, but for brackets. */
export function withMarks(text: string): string {
  return text.replaceAll(macroMark, '!');
}
