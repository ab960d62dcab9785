import { parse } from 'smol-toml';
import type { Table } from './manifest.ts';

/** @throws when the text is no TOML. */
export function parseToml(text: string): Table {
  return parse(text);
}
