import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FloorSettings } from './floor.ts';

export interface FloorTask {
  /** Null: there is nothing left. */
  readonly paths: readonly string[] | null;
}

export interface FloorTotals {
  files: number;
  nodes: number;
}

/** What is used of the parser, whose package only code-graph may name. */
interface ParserModule {
  readonly Parser: { init(): Promise<void>; new (): TreeParser };
  readonly Language: { load(wasm: Uint8Array): Promise<object> };
}
interface TreeParser {
  setLanguage(language: object): void;
  parse(text: string): { walk(): Cursor; delete(): void } | null;
}
interface Cursor {
  readonly nodeTypeId: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  delete(): void;
}

const settings = workerData as FloorSettings;
const { Parser, Language } = (await import(settings.parser)) as ParserModule;
await Parser.init();
const parsers = new Map<string, TreeParser>();
const totals: FloorTotals = { files: 0, nodes: 0 };
let kinds = new Uint16Array(1 << 16);

parentPort!.on('message', (task: FloorTask) => void run(task));
parentPort!.postMessage(totals);

async function run({ paths }: FloorTask): Promise<void> {
  if (paths === null) return parentPort!.close();
  for (const path of paths) {
    const parser = await parserOf(settings.grammars[extname(path).slice(1)]!);
    totals.nodes += countNodes(parser, readFileSync(path, 'utf8'));
    totals.files++;
  }
  parentPort!.postMessage(totals);
}

async function parserOf(grammar: string): Promise<TreeParser> {
  const known = parsers.get(grammar);
  if (known !== undefined) return known;
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
  parsers.set(grammar, parser);
  return parser;
}

function countNodes(parser: TreeParser, text: string): number {
  const tree = parser.parse(text);
  if (tree === null) return 0;
  const cursor = tree.walk();
  let count = 0;
  for (;;) {
    if (count === kinds.length) kinds = new Uint16Array(kinds.length * 2);
    kinds[count++] = cursor.nodeTypeId;
    if (cursor.gotoFirstChild()) continue;
    let isMore = cursor.gotoNextSibling();
    while (!isMore && cursor.gotoParent()) isMore = cursor.gotoNextSibling();
    if (!isMore) break;
  }
  cursor.delete();
  tree.delete();
  return count;
}
