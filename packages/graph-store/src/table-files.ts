import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EdgeRows, GraphRows, NodeRows, Row } from '@gkg/ontology';
import { edgeKinds } from '@gkg/ontology';
import { createCsvFile } from './csv-file.ts';
import type { CsvFile, CsvSummary } from './csv-file.ts';
import { propertyIndex } from './schema.ts';

const ROWS_PER_TURN = 2000;

/** One table's rows, written down and ready to be copied. */
export interface TableFile extends CsvSummary {
  readonly table: string;
  readonly path: string;
  /** Which endpoints the rows connect, where the table has more than one pair. */
  readonly endpoints: { readonly from: string; readonly to: string } | null;
}

/**
 * Writes a graph's rows to one file a table, in the order in which they must be loaded: an edge
 * after its endpoints. The caller deletes each file; the next is written when it asks for it.
 */
export async function* writeTableFiles(
  rows: GraphRows,
  directory: string,
  nullMarker: string,
  signal?: AbortSignal,
): AsyncGenerator<TableFile> {
  let files = 0;
  const create = () => createCsvFile(join(directory, `${(files += 1)}.csv`), nullMarker);
  for (const nodes of rows.nodes) {
    if (nodes.label === 'Definition') yield* writeDefinitions(nodes, create, signal);
    else yield tableFile(nodes.label, await fill(create(), nodes.rows, signal));
  }
  for (const edges of rows.edges) {
    yield tableFile(edges.label, await fill(create(), edges.rows, signal), endpointsOf(edges));
  }
}

/** The definitions are read once, so the look-up by name is written along with them. */
async function* writeDefinitions(
  nodes: NodeRows,
  create: () => CsvFile,
  signal?: AbortSignal,
): AsyncGenerator<TableFile> {
  const [definitions, names, namings] = [create(), create(), create()];
  const known = new Set<unknown>();
  const id = propertyIndex('Definition', 'id');
  const name = propertyIndex('Definition', 'name');
  const index = (row: Row) => {
    const value = row[name] ?? null;
    if (!known.has(value)) names.append([value]);
    known.add(value);
    namings.append([value, row[id] ?? null]);
  };
  yield tableFile('Definition', await fill(definitions, nodes.rows, signal, index));
  yield tableFile('Name', closed(names));
  yield tableFile('NAMES', closed(namings));
}

interface FilledFile extends CsvSummary {
  readonly path: string;
}

async function fill(
  file: CsvFile,
  rows: Iterable<Row>,
  signal?: AbortSignal,
  visit?: (row: Row) => void,
): Promise<FilledFile> {
  let count = 0;
  for (const row of rows) {
    file.append(row);
    visit?.(row);
    count += 1;
    if (count % ROWS_PER_TURN !== 0) continue;
    await nextTurn();
    signal?.throwIfAborted();
  }
  return closed(file);
}

function closed(file: CsvFile): FilledFile {
  return { path: file.path, ...file.close() };
}

function tableFile(table: string, file: FilledFile, endpoints: TableFile['endpoints'] = null): TableFile {
  return { table, endpoints, ...file };
}

function endpointsOf(edges: EdgeRows): TableFile['endpoints'] {
  const several = edgeKinds[edges.label].pairs.length > 1;
  return several ? { from: edges.from, to: edges.to } : null;
}
