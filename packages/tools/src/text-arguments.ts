import { z } from 'zod';
import type { Tool } from './tool.ts';

interface Field {
  readonly type?: string;
}

/**
 * Arguments as words of a command line (`depth=2 kinds=class,function`), with numbers, booleans and
 * lists read as the tool's schema declares them. What cannot be read stays text, for the schema to refuse.
 */
export function readTextArguments(
  tool: Tool,
  words: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const fields = (inputSchema(tool).properties ?? {}) as Record<string, Field>;
  return Object.fromEntries(
    Object.entries(words).map(([name, word]) => [name, readWord(fields[name], word)]),
  );
}

/** The JSON schema of a tool's arguments, as MCP clients get it. */
export function inputSchema(tool: Tool): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: 'input' });
  return { ...schema, additionalProperties: false };
}

function readWord(field: Field | undefined, word: string): unknown {
  const type = field?.type ?? 'string';
  if (type === 'integer' || type === 'number') return readNumber(word);
  if (type === 'boolean' && (word === 'true' || word === 'false')) return word === 'true';
  if (type === 'array') return word === '' ? [] : word.split(',').map((item) => item.trim());
  return word;
}

function readNumber(word: string): number | string {
  return word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}
