import type { PropertyValue, Row } from '@gkg/ontology';
import { propertyIndex } from './schema.ts';

const id = propertyIndex('Definition', 'id');
const name = propertyIndex('Definition', 'name');

/** The look-up by name: a `Name` for every name of a definition, and its `NAMES` edges. */
export interface NameRows {
  readonly nodes: Row[];
  readonly edges: Row[];
}

/** Notes the rows of one definition after another. */
export function createNaming(unresolved: ReadonlyMap<string, number> | undefined) {
  const known = new Set<PropertyValue>();
  return (row: Row, addNode: (row: Row) => void, addEdge: (row: Row) => void): void => {
    const value = row[name] ?? null;
    if (!known.has(value)) addNode([value, unresolved?.get(String(value)) ?? 0]);
    known.add(value);
    addEdge([value, row[id] ?? null]);
  };
}

/** All of them at once. */
export function nameRows(
  definitions: Iterable<Row>,
  unresolved: ReadonlyMap<string, number> | undefined,
): NameRows {
  const rows: NameRows = { nodes: [], edges: [] };
  const note = createNaming(unresolved);
  for (const row of definitions)
    note(
      row,
      (node) => rows.nodes.push(node),
      (edge) => rows.edges.push(edge),
    );
  return rows;
}
