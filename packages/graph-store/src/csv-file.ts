import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { PropertyValue, Row } from '@gkg/ontology';

const CHUNK_CHARACTERS = 256 * 1024;
const SPECIAL = /["\r\n]/;
const LINE_BREAK = /[\r\n]/;

/** What the loader must know of a written file. */
export interface CsvSummary {
  readonly rows: number;
  /** Whether a quoted cell holds a line break: such a file cannot be read in parallel blocks. */
  readonly multiline: boolean;
}

export interface CsvFile {
  readonly path: string;
  append(row: Row): void;
  close(): CsvSummary;
}

/**
 * Opens a CSV file for writing. A null is written as `nullMarker`, which no string may equal,
 * because the engine does not tell a quoted empty cell from an absent one; so '' stays '' and null
 * stays null.
 */
export function createCsvFile(path: string, nullMarker: string): CsvFile {
  const descriptor = openSync(path, 'w');
  let text = '';
  let rows = 0;
  let multiline = false;

  const cell = (value: PropertyValue): string => {
    if (value === null) return nullMarker;
    if (typeof value !== 'string') return `${value}`;
    if (!SPECIAL.test(value)) return `"${value}"`;
    multiline ||= LINE_BREAK.test(value);
    return `"${value.replaceAll('"', '""')}"`;
  };
  const flush = () => {
    // Unlike one write, which on a volume that runs full may leave the end of the text out without a word.
    writeFileSync(descriptor, text);
    text = '';
  };

  return {
    path,
    append(row) {
      let line = '';
      for (let index = 0; index < row.length; index += 1) {
        line += (index === 0 ? '' : ',') + cell(row[index] ?? null);
      }
      text += `${line}\n`;
      rows += 1;
      if (text.length >= CHUNK_CHARACTERS) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
      return { rows, multiline };
    },
  };
}
