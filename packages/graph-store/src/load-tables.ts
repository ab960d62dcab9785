import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { GraphRows } from '@gkg/ontology';
import { GkgError } from '@gkg/protocol';
import type { Connection } from 'kuzu';
import { runStatement, stringLiteral } from './engine.ts';
import { writeTableFiles } from './table-files.ts';
import type { TableFile } from './table-files.ts';

/** Rows loaded, by table. */
export type RowCounts = Record<string, number>;

/**
 * Loads a graph's rows into the empty tables of a database. While the engine copies one file on its
 * own threads the next one is written here, so that two files at most exist at a time.
 */
export async function loadTables(
  connection: Connection,
  rows: GraphRows,
  directory: string,
  signal?: AbortSignal,
): Promise<RowCounts> {
  const counts: RowCounts = {};
  const nullMarker = `~${randomBytes(6).toString('base64url')}`;
  let copying = Promise.resolve();
  try {
    for await (const file of writeTableFiles(rows, directory, nullMarker, signal)) {
      await copying;
      counts[file.table] = (counts[file.table] ?? 0) + file.rows;
      copying = copyTable(connection, file, nullMarker);
      // Its failure is seen at the next await; until then it must not count as unhandled.
      copying.catch(() => undefined);
    }
  } finally {
    // Also when the rows or the signal threw: a connection is not closed under a running statement.
    await copying;
  }
  return counts;
}

async function copyTable(connection: Connection, file: TableFile, nullMarker: string): Promise<void> {
  if (file.rows > 0) {
    const result = await runStatement(connection, copyStatement(file, nullMarker));
    const skipped = Number(result?.['skipped_duplicate_pk_count'] ?? 0);
    if (skipped > 0) throw duplicateKeys(file.table, skipped);
  }
  await rm(file.path);
}

function copyStatement(file: TableFile, nullMarker: string): string {
  const options = [
    'HEADER=false',
    'AUTO_DETECT=false',
    "DELIM=','",
    `QUOTE='"'`,
    `ESCAPE='"'`,
    `NULL_STRINGS=[${stringLiteral(nullMarker)}]`,
    `PARALLEL=${!file.multiline}`,
  ];
  if (file.endpoints !== null) {
    options.unshift(`from='${file.endpoints.from}'`, `to='${file.endpoints.to}'`);
  }
  return `COPY ${file.table} FROM ${stringLiteral(globPattern(file.path))} (${options.join(', ')})`;
}

/**
 * The engine reads a path as a pattern and knows no escape. Where the path has a character with a
 * meaning, a pattern for any one character stands in; the random part of the path keeps it unique.
 */
function globPattern(path: string): string {
  return path.replaceAll(/[*[\]{}\\!]/g, '?');
}

function duplicateKeys(table: string, count: number): GkgError {
  return new GkgError('internal', `The graph has several ${table} rows of one key.`, {
    detail: { table, duplicates: count },
  });
}
