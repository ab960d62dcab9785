/**
 * A parsed file as flat arrays: node `n` is a number, its facts are at index `n`, and nodes stand in
 * pre-order, so the first child of `n` is `n + 1`. Built once per file from the parser's own tree;
 * extraction then runs without crossing into WebAssembly for every look.
 */
export type Node = number;

export const noNode: Node = -1;

export interface Point {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

export class SyntaxTree {
  readonly source: string;
  readonly count: number;
  readonly #kinds: readonly string[];
  readonly #fields: readonly (string | null)[];
  readonly #kind: Uint16Array;
  readonly #field: Uint8Array;
  readonly #start: Int32Array;
  readonly #end: Int32Array;
  readonly #parent: Int32Array;
  readonly #next: Int32Array;
  readonly #isNamed: Uint8Array;
  readonly #lineStarts: Int32Array;

  constructor(source: string, nodes: FlatNodes, grammar: GrammarNames) {
    this.source = source;
    this.count = nodes.count;
    this.#kinds = grammar.kinds;
    this.#fields = grammar.fields;
    this.#isNamed = grammar.isNamed;
    this.#kind = nodes.kind;
    this.#field = nodes.field;
    this.#start = nodes.start;
    this.#end = nodes.end;
    this.#parent = nodes.parent;
    this.#next = nodes.next;
    this.#lineStarts = findLineStarts(source);
  }

  get root(): Node {
    return 0;
  }

  get lineCount(): number {
    return this.#lineStarts.length;
  }

  /** The grammar's name of the node: `call_expression`, or the token itself for an anonymous node. */
  kind(node: Node): string {
    return this.#kinds[this.#kind[node]!]!;
  }

  /** False for tokens such as keywords and punctuation. */
  isNamed(node: Node): boolean {
    return this.#isNamed[this.#kind[node]!] === 1;
  }

  start(node: Node): number {
    return this.#start[node]!;
  }

  end(node: Node): number {
    return this.#end[node]!;
  }

  parent(node: Node): Node {
    return this.#parent[node]!;
  }

  firstChild(node: Node): Node {
    const candidate = node + 1;
    return candidate < this.count && this.#parent[candidate] === node ? candidate : noNode;
  }

  nextSibling(node: Node): Node {
    return this.#next[node]!;
  }

  /** Found from the node itself: walking to it from the first child would take time for all siblings before. */
  previousSibling(node: Node): Node {
    const parent = this.#parent[node]!;
    let at = node - 1;
    if (at <= parent) return noNode;
    while (this.#parent[at] !== parent) at = this.#parent[at]!;
    return at;
  }

  firstNamedChild(node: Node): Node {
    return this.#skipTokens(this.firstChild(node));
  }

  nextNamedSibling(node: Node): Node {
    return this.#skipTokens(this.nextSibling(node));
  }

  /** The grammar's field that the node fills in its parent, or null. */
  field(node: Node): string | null {
    return this.#fields[this.#field[node]!] ?? null;
  }

  /** The first child that fills the field, or `noNode`. */
  child(node: Node, field: string): Node {
    for (let child = this.firstChild(node); child !== noNode; child = this.#next[child]!) {
      if (this.#fields[this.#field[child]!] === field) return child;
    }
    return noNode;
  }

  /** The first child of the kind, or `noNode`. */
  childOfKind(node: Node, kind: string): Node {
    for (let child = this.firstChild(node); child !== noNode; child = this.#next[child]!) {
      if (this.kind(child) === kind) return child;
    }
    return noNode;
  }

  namedChildren(node: Node): Node[] {
    const children: Node[] = [];
    for (let child = this.firstNamedChild(node); child !== noNode; child = this.nextNamedSibling(child)) {
      children.push(child);
    }
    return children;
  }

  text(node: Node): string {
    return this.source.slice(this.#start[node], this.#end[node]);
  }

  point(offset: number): Point {
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  #skipTokens(from: Node): Node {
    let node = from;
    while (node !== noNode && !this.isNamed(node)) node = this.#next[node]!;
    return node;
  }
}

/** The columns of a tree; each array is at least `count` long. */
export interface FlatNodes {
  readonly count: number;
  readonly kind: Uint16Array;
  readonly field: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly parent: Int32Array;
  readonly next: Int32Array;
}

export interface GrammarNames {
  readonly kinds: readonly string[];
  readonly fields: readonly (string | null)[];
  readonly isNamed: Uint8Array;
}

function findLineStarts(source: string): Int32Array {
  const starts: number[] = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return Int32Array.from(starts);
}
