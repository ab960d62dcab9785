import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import { type FlatNodes, type GrammarNames, SyntaxTree } from './tree.ts';

/**
 * The only door to tree-sitter. A parser turns text into a flat `SyntaxTree`; the parser's own tree is
 * freed before the call returns, so no WebAssembly memory outlives a file.
 */
export interface GrammarParser {
  /**
   * @param timeoutMs the parse is given up after this long.
   * @throws ParseLimit when the time or the depth bound is passed.
   */
  parse(source: string, timeoutMs: number): SyntaxTree;
  /** The grammar's keywords and punctuation. */
  readonly tokens: readonly string[];
}

export class ParseLimit extends Error {
  readonly reason: 'parse_timeout' | 'too_deep';

  constructor(reason: 'parse_timeout' | 'too_deep') {
    super(reason);
    this.name = 'ParseLimit';
    this.reason = reason;
  }
}

/**
 * Whether a grammar failed in the middle of its work. Its memory, which all grammars of the thread share, is
 * then as it was left, for every file after it.
 */
export function isGrammarFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

/** Deeper trees are refused: extraction recurses, and no hand-written source is nested this far. */
const depthMax = 3000;

type NodeTable = Omit<FlatNodes, 'count'>;

let initialised: Promise<void> | undefined;

/** Once for all grammars: two at a time would each make a runtime, and languages of one fail in the other. */
function initialise(): Promise<void> {
  return (initialised ??= Parser.init());
}

/** Loads a grammar's `.wasm` and gives a parser for it. */
export async function loadGrammar(wasm: Uint8Array): Promise<GrammarParser> {
  await initialise();
  const language = await Language.load(wasm);
  const parser = new Parser();
  parser.setLanguage(language);
  const names = grammarNames(language);
  let table = newTable(1 << 16);
  return {
    tokens: names.kinds.filter((kind, id) => names.isNamed[id] === 0 && kind !== '' && kind !== 'end'),
    parse(source, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      const tree = parser.parse(source, null, { progressCallback: () => performance.now() > deadline });
      if (tree === null) {
        parser.reset();
        throw new ParseLimit('parse_timeout');
      }
      const cursor = tree.walk();
      try {
        const count = flatten(cursor, () => (table = grow(table)), table);
        return new SyntaxTree(source, { count, ...table }, names);
      } finally {
        cursor.delete();
        tree.delete();
      }
    },
  };
}

/** tree-sitter's own symbol for a stretch that does not parse; it is not among a language's types. */
const errorSymbol = 65535;

function grammarNames(language: Language): GrammarNames {
  const kinds = language.types.map((_, id) => language.nodeTypeForId(id) ?? '');
  const isNamed = new Uint8Array(errorSymbol + 1);
  kinds.forEach((_, id) => (isNamed[id] = language.nodeTypeIsNamed(id) ? 1 : 0));
  kinds[errorSymbol] = 'ERROR';
  isNamed[errorSymbol] = 1;
  return { kinds, fields: language.fields, isNamed };
}

function flatten(cursor: TreeCursor, enlarge: () => NodeTable, initial: NodeTable): number {
  let table = initial;
  let count = 0;
  let parent = -1;
  let depth = 0;
  const lastChild: number[] = [];
  for (;;) {
    if (count === table.start.length) table = enlarge();
    const node = count++;
    table.kind[node] = cursor.nodeTypeId;
    table.field[node] = cursor.currentFieldId;
    table.start[node] = cursor.startIndex;
    table.end[node] = cursor.endIndex;
    table.parent[node] = parent;
    table.next[node] = -1;
    lastChild[depth] = node;
    if (cursor.gotoFirstChild()) {
      if (++depth > depthMax) throw new ParseLimit('too_deep');
      parent = node;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return count;
      depth--;
      parent = table.parent[parent]!;
    }
    table.next[lastChild[depth]!] = count;
  }
}

function newTable(size: number): NodeTable {
  return {
    kind: new Uint16Array(size),
    field: new Uint8Array(size),
    start: new Int32Array(size),
    end: new Int32Array(size),
    parent: new Int32Array(size),
    next: new Int32Array(size),
  };
}

function grow(table: NodeTable): NodeTable {
  const larger = newTable(table.start.length * 2);
  for (const column of Object.keys(larger) as (keyof NodeTable)[]) larger[column].set(table[column]);
  return larger;
}
