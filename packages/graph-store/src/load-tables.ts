import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { GraphRows } from '@gkg/ontology';
import type { Connection } from 'kuzu';
import { runStatement, stringLiteral } from './engine.ts';
import { edgeTableStatements, isNodeTable, nodeTables, nodeTableStatements } from './schema.ts';
import type { NodeTable } from './schema.ts';
import { writeTableFiles } from './table-files.ts';
import type { TableFile } from './table-files.ts';

/** Rows loaded, by table. */
export type RowCounts = Record<string, number>;

/**
 * Creates the tables of a graph in an empty database and loads its rows. While the engine copies one
 * file on its own threads the next one is written here, so that two or three files exist at a time.
 * A node table is created when its rows are counted, because that decides whether it gets an index.
 */
export async function loadTables(
  connection: Connection,
  rows: GraphRows,
  directory: string,
  signal?: AbortSignal,
): Promise<RowCounts> {
  const counts: RowCounts = {};
  const nullMarker = `~${randomBytes(6).toString('base64url')}`;
  const missing = new Set<NodeTable>(nodeTables);
  let copying = Promise.resolve();
  try {
    for await (const file of writeTableFiles(rows, directory, nullMarker, signal)) {
      await copying;
      if (isNodeTable(file.table)) {
        await createTables(connection, nodeTableStatements(file.table, file.rows));
        missing.delete(file.table);
      } else if (file.table === 'NAMES') {
        await createTables(connection, lastTables(missing));
      }
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

/** What is created when all nodes are loaded: tables of kinds that have no rows, and of edges. */
function lastTables(missing: ReadonlySet<NodeTable>): string[] {
  return [...[...missing].flatMap((table) => nodeTableStatements(table, 0)), ...edgeTableStatements()];
}

/** In one transaction, because every commit waits for the disk. */
async function createTables(connection: Connection, statements: readonly string[]): Promise<void> {
  await runStatement(connection, 'BEGIN TRANSACTION');
  for (const statement of statements) await runStatement(connection, statement);
  await runStatement(connection, 'COMMIT');
}

async function copyTable(connection: Connection, file: TableFile, nullMarker: string): Promise<void> {
  if (file.rows > 0) {
    await runStatement(connection, copyStatement(file, nullMarker));
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
