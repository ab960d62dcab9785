import { tokenKinds } from './tokens.ts';

export interface Macro {
  readonly name: string;
  readonly start: number;
  readonly bang: number;
}

/** Words before an operand, or between two. */
const joining = new Set(
  'mut ref as in move return if match unsafe async let else dyn const static loop while for break await'.split(
    ' ',
  ),
);
/** Words with which no expression begins. */
const declaring = new Set(
  'fn struct enum impl type pub use mod where trait extern macro_rules union'.split(' '),
);
const neverInExpressions = new Set(['=>', '$', '@', '#', '->', '~', '\\', '`']);
/** Tokens after which an expression may end. */
const ending = new Set(['?', '..']);

/** What stands in a pair of brackets, as far as it is known while it is read. */
export class Group {
  readonly outer: Group | null;
  readonly open: string;
  readonly at: number;
  readonly macro: Macro | null;
  /** Whether items stand in it, and no statements. */
  readonly isItems: boolean;
  /** Whether it is a macro's among items. */
  readonly isAmongItems: boolean;
  readonly commas: number[] = [];
  readonly semicolons: number[] = [];
  /** Whether blocks or struct literals stand in it. */
  hasBraces = false;
  #isValid = true;
  #isOperand = false;
  /** Whether braces that open here hold a block or the fields of a struct. */
  #mayOpenBlock = false;
  readonly #followsWord: boolean;
  #isEmpty = true;
  #pipes = 0;
  /** The first word of the item or statement being read, but for its visibility. */
  #head = '';
  #isAtStart = true;

  constructor(
    outer: Group | null,
    facts: {
      readonly open: string;
      readonly at: number;
      readonly isItems: boolean;
      readonly macro: Macro | null;
    },
  ) {
    this.outer = outer;
    this.open = facts.open;
    this.at = facts.at;
    this.macro = facts.macro;
    this.isItems = facts.macro !== null ? false : facts.isItems;
    this.#followsWord = outer !== null && outer.#mayOpenBlock;
    this.isAmongItems = facts.macro !== null && outer?.isItems === true && outer.#isMacroOnly;
  }

  /** Whether brackets that open here hold items: the body of an impl block, a trait or a module. */
  opensItems(open: string): boolean {
    return open === '{' && this.isItems && /^(?:impl|trait|mod|extern)$/.test(this.#head);
  }

  /** Whether its tokens read as a list of expressions. */
  get isExpressions(): boolean {
    return this.#isValid && (this.#isOperand || this.#isEmpty);
  }

  /** Whether nothing but the macro's name stands in the item being read. */
  get #isMacroOnly(): boolean {
    return this.#head === '';
  }

  note(text: string, at: number): void {
    if (text === ',') this.commas.push(at);
    else if (this.macro !== null) this.semicolons.push(at);
  }

  /** Takes brackets that end here. What is in braces is not judged, and a macro's tokens are its own. */
  takeGroup(inner: Group): void {
    if (inner.open === '{') {
      this.hasBraces = true;
      if (!inner.#followsWord) this.#isValid = false;
    } else if (inner.macro === null) {
      this.hasBraces ||= inner.hasBraces;
      if (!inner.isExpressions) this.#isValid = false;
    }
    this.take(tokenKinds.close, inner.open === '{' ? '}' : inner.open === '[' ? ']' : ')');
  }

  take(kind: number, text: string): void {
    this.#followHead(kind, text);
    this.#isEmpty = false;
    this.#mayOpenBlock =
      kind === tokenKinds.name ||
      text === '|' ||
      text === '||' ||
      (text === ')' && kind === tokenKinds.close);
    switch (kind) {
      case tokenKinds.name:
        return this.#takeWord(text);
      case tokenKinds.literal:
        return this.#takeOperand();
      case tokenKinds.close:
        this.#isOperand = true;
        return;
      case tokenKinds.lifetime:
        this.#isValid = false;
        return;
      default:
        return this.#takePunctuation(text);
    }
  }

  #takeWord(text: string): void {
    if (joining.has(text)) {
      if (text === 'in' || (text === 'if' && this.#isOperand)) this.#isValid = false;
      this.#isOperand = text === 'await';
      return;
    }
    if (declaring.has(text) || (text === '_' && this.#pipes % 2 === 0)) this.#isValid = false;
    this.#takeOperand();
  }

  #takeOperand(): void {
    if (this.#isOperand) this.#isValid = false;
    this.#isOperand = true;
  }

  #takePunctuation(text: string): void {
    if (text === '|') this.#pipes++;
    if (neverInExpressions.has(text)) this.#isValid = false;
    if (text === ':' && this.#pipes % 2 === 0) this.#isValid = false;
    if (text === ';' && !(this.open === '[' || this.macro === null)) this.#isValid = false;
    this.#isOperand = ending.has(text) || (text === ',' && this.#isOperand);
    if (text === ',') this.#endOperand();
  }

  #endOperand(): void {
    this.#isOperand = false;
    this.#isEmpty = true;
  }

  /** Keeps the first word of an item: `impl`, `mod`. */
  #followHead(kind: number, text: string): void {
    if (!this.isItems) return;
    if (text === ';' || text === '}' || (kind === tokenKinds.close && text === ']' && this.#head === '#')) {
      this.#head = '';
      this.#isAtStart = true;
    } else if (this.#isAtStart && text === '#') this.#head = '#';
    else if (this.#isAtStart && !/^(?:pub|unsafe|default|!|::|\)|crate)$/.test(text)) {
      this.#head = kind === tokenKinds.name && !isItemWord(text) ? '' : text;
      this.#isAtStart = kind === tokenKinds.name && !isItemWord(text);
    }
  }
}

function isItemWord(text: string): boolean {
  return /^(?:impl|trait|mod|extern|fn|struct|enum|union|use|const|static|type|async|macro_rules|let)$/.test(
    text,
  );
}
