import type { EdgeLabel, EdgeRows, NodeLabel, PropertyValue, Row } from '@gkg/ontology';

/** Edges gathered by label and endpoint labels, in the order they are added. */
export class EdgeTable {
  readonly #rows = new Map<string, { label: EdgeLabel; from: NodeLabel; to: NodeLabel; rows: Row[] }>();

  add(
    label: EdgeLabel,
    from: readonly [NodeLabel, string],
    to: readonly [NodeLabel, string],
    ...properties: readonly PropertyValue[]
  ): void {
    const key = `${label} ${from[0]} ${to[0]}`;
    let table = this.#rows.get(key);
    if (table === undefined) {
      table = { label, from: from[0], to: to[0], rows: [] };
      this.#rows.set(key, table);
    }
    table.rows.push([from[1], to[1], ...properties]);
  }

  finish(): EdgeRows[] {
    return [...this.#rows.keys()].sort().map((key) => this.#rows.get(key)!);
  }
}
