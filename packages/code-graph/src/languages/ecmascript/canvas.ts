/** A text as long as another one, blank but for what is put on it: what stays has its place. */
export interface Canvas {
  /** Copies a stretch of the source. */
  keep(from: number, to: number): void;
  /** Writes a text over what is there; never over the end of a line. */
  put(at: number, text: string): void;
  finish(): string;
}

export function createCanvas(source: string): Canvas {
  const units = source.replace(/[^\r\n]/g, ' ').split('');
  return {
    keep(from, to) {
      for (let at = from; at < to; at++) units[at] = source[at]!;
    },
    put(at, text) {
      for (let index = 0; index < text.length; index++) {
        const unit = units[at + index];
        if (unit !== undefined && unit !== '\n' && unit !== '\r') units[at + index] = text[index]!;
      }
    },
    finish: () => units.join(''),
  };
}
