import { readdirSync, readFileSync } from 'node:fs';
import { parse, type ParserPlugin } from '@babel/parser';

export interface BabelNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The paths of the TypeScript and JavaScript sources below a directory, in order. */
export function sourcesIn(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return entries
    .filter((path) => /(?<!\.d)\.[cm]?[jt]sx?$/.test(path) && !path.includes('node_modules'))
    .sort();
}

/** Undefined for what Babel cannot read. */
export function parseFile(file: string): BabelNode | undefined {
  return parseText(readFileSync(file, 'utf8'), file);
}

/** `file` says by its name which language the text is in. */
export function parseText(text: string, file = 'a.ts'): BabelNode | undefined {
  const isTyped = /\.[cm]?tsx?$/.test(file);
  const plugins: ParserPlugin[] = isTyped ? ['typescript', 'decorators'] : ['decorators'];
  if (!/\.[cm]?ts$/.test(file)) plugins.push('jsx');
  try {
    const options = { sourceType: 'unambiguous', plugins, allowReturnOutsideFunction: true } as const;
    return parse(text, options) as unknown as BabelNode;
  } catch {
    return undefined;
  }
}

export function* childrenOf(node: BabelNode): Generator<BabelNode> {
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(item)) yield item;
  }
}

export function isNode(value: unknown): value is BabelNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
