import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EdgeRows, GraphRows, NodeLabel, NodeRows, Row } from '@gkg/ontology';
import { edgeKinds } from '@gkg/ontology';
import { GkgError } from '@gkg/protocol';
import { createCsvFile } from './csv-file.ts';
import type { CsvFile, CsvSummary } from './csv-file.ts';
import { createNaming } from './name-rows.ts';

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
 * after its endpoints, `NAMES` before all other edges. The caller deletes each file; the next is written when it asks for it.
 */
export async function* writeTableFiles(
  rows: GraphRows,
  directory: string,
  nullMarker: string,
  signal?: AbortSignal,
): AsyncGenerator<TableFile> {
  let files = 0;
  const create = () => createCsvFile(join(directory, `${(files += 1)}.csv`), nullMarker);
  const namings = create();
  for (const nodes of rows.nodes) {
    if (nodes.label === 'Definition')
      yield* writeDefinitions(nodes, rows.unresolvedNames, namings, create, signal);
    else yield tableFile(nodes.label, await fill(create(), nodes.rows, signal, uniqueKeys(nodes.label)));
  }
  yield tableFile('NAMES', closed(namings));
  for (const edges of rows.edges) {
    yield tableFile(edges.label, await fill(create(), edges.rows, signal), endpointsOf(edges));
  }
}

/** The definitions are read once, so the look-up by name is written along with them. */
async function* writeDefinitions(
  nodes: NodeRows,
  unresolved: GraphRows['unresolvedNames'],
  namings: CsvFile,
  create: () => CsvFile,
  signal?: AbortSignal,
): AsyncGenerator<TableFile> {
  const [definitions, names] = [create(), create()];
  const checkKey = uniqueKeys('Definition');
  const naming = createNaming(unresolved);
  const addNode = (row: Row) => names.append(row);
  const addEdge = (row: Row) => namings.append(row);
  const index = (row: Row) => {
    checkKey(row);
    naming(row, addNode, addEdge);
  };
  yield tableFile('Definition', await fill(definitions, nodes.rows, signal, index));
  yield tableFile('Name', closed(names));
}

/** The engine finds repeated keys of indexed tables only, and skips them silently. */
function uniqueKeys(table: NodeLabel): (row: Row) => void {
  const known = new Set<unknown>();
  let rows = 0;
  return ([key]) => {
    rows += 1;
    if (known.add(key).size < rows) throw duplicateKey(table);
  };
}

function duplicateKey(table: NodeLabel): GkgError {
  return new GkgError('internal', `The graph has several ${table} rows of one key.`, { detail: { table } });
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
