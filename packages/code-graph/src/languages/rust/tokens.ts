/** What a token is, as far as rewriting macro calls needs to know. */
export const tokenKinds = {
  end: 0,
  name: 1,
  literal: 2,
  lifetime: 3,
  punctuation: 4,
  open: 5,
  close: 6,
} as const;

const blank = /\s+/y;
const word = /(?:r#)?[\p{XID_Start}_]\p{XID_Continue}*/uy;
const prefixedString = /(?:b|c)?"|(?:br|cr|r)(#*)"/y;
const character = /b?'(?:[^'\\\n]|\\(?:u\{[^}\n]*\}|x[\da-fA-F]{2}|[^ux\n]))'/uy;
const lifetime = /'[\p{XID_Start}_]\p{XID_Continue}*/uy;
const number = /\d[\w]*(?:\.\d[\w]*)?/y;
const operator = /=>|->|::|\.\.=|\.\.|&&|\|\||==|!=|<=|>=|[-+*/%^&|]=|./suy;

/** Goes over a Rust source token by token; comments and white space are none. */
export class Tokens {
  readonly #source: string;
  kind: number = tokenKinds.end;
  start = 0;
  end = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get text(): string {
    return this.#source.slice(this.start, this.end);
  }

  /** Goes on to the next token; false at the end. */
  next(): boolean {
    this.#skipBlanks();
    this.start = this.end;
    if (this.end >= this.#source.length) {
      this.kind = tokenKinds.end;
      return false;
    }
    this.kind = this.#read();
    return true;
  }

  #read(): number {
    const code = this.#source.charCodeAt(this.end);
    if (code === 0x28 || code === 0x5b || code === 0x7b) return this.#one(tokenKinds.open);
    if (code === 0x29 || code === 0x5d || code === 0x7d) return this.#one(tokenKinds.close);
    if (this.#readLiteral(code)) return tokenKinds.literal;
    if (code === 0x27 && this.#match(lifetime)) return tokenKinds.lifetime;
    if (this.#match(word)) return tokenKinds.name;
    this.#match(operator);
    return tokenKinds.punctuation;
  }

  #readLiteral(code: number): boolean {
    if (code >= 0x30 && code <= 0x39) return this.#match(number);
    const mayBeString = code === 0x22 || code === 0x62 || code === 0x63 || code === 0x72;
    if (mayBeString && this.#match(prefixedString)) return this.#endString();
    return (code === 0x27 || code === 0x62) && this.#match(character);
  }

  /** Goes to the end of a string whose beginning has been read. */
  #endString(): boolean {
    const opening = this.text.replace(/^[^r"]*/, '');
    if (opening.startsWith('r')) {
      const mark = `"${'#'.repeat(opening.length - 2)}`;
      const end = this.#source.indexOf(mark, this.end);
      this.end = end === -1 ? this.#source.length : end + mark.length;
      return true;
    }
    for (let at = this.end; at < this.#source.length; at++) {
      const code = this.#source.charCodeAt(at);
      if (code === 0x5c) at++;
      else if (code === 0x22) {
        this.end = at + 1;
        return true;
      }
    }
    this.end = this.#source.length;
    return true;
  }

  #skipBlanks(): void {
    for (;;) {
      this.start = this.end;
      this.#match(blank);
      if (this.#source.startsWith('//', this.end)) {
        const line = this.#source.indexOf('\n', this.end);
        this.end = line === -1 ? this.#source.length : line + 1;
      } else if (this.#source.startsWith('/*', this.end)) this.#skipComment();
      else return;
    }
  }

  /** Comments nest. */
  #skipComment(): void {
    let depth = 0;
    for (let at = this.end; at < this.#source.length; at++) {
      if (this.#source.startsWith('/*', at)) {
        depth++;
        at++;
      } else if (this.#source.startsWith('*/', at)) {
        depth--;
        at++;
        if (depth === 0) {
          this.end = at + 1;
          return;
        }
      }
    }
    this.end = this.#source.length;
  }

  #one(kind: number): number {
    this.end++;
    return kind;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.end;
    if (!pattern.test(this.#source)) return false;
    this.end = pattern.lastIndex;
    return true;
  }
}
