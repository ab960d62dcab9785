import {
  edgeKinds,
  type EdgeLabel,
  type EdgeRows,
  type NodeLabel,
  type PropertyValue,
  type Row,
} from '@gkg/ontology';

/** Edges gathered by label and endpoint labels, in the order they are added. */
export class EdgeTable {
  readonly #columns = new Map<string, EdgeColumns>();

  add(
    label: EdgeLabel,
    from: readonly [NodeLabel, string],
    to: readonly [NodeLabel, string],
    ...properties: readonly PropertyValue[]
  ): void {
    this.between(label, from[0], to[0]).add(from[1], to[1], ...properties);
  }

  /** The edges of one label between two node labels, for whoever adds many. */
  between(label: EdgeLabel, from: NodeLabel, to: NodeLabel): EdgeColumns {
    const key = `${label} ${from} ${to}`;
    let columns = this.#columns.get(key);
    if (columns === undefined) {
      columns = new EdgeColumns(label, from, to);
      this.#columns.set(key, columns);
    }
    return columns;
  }

  finish(): EdgeRows[] {
    const added = [...this.#columns].filter(([, columns]) => columns.count > 0);
    return added.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, columns]) => columns.finish());
  }
}

/** Edges of several tables, those of one label between the same node labels one after the other. */
export function joinEdges(tables: readonly (readonly EdgeRows[])[]): EdgeRows[] {
  const joined = new Map<string, EdgeRows[]>();
  for (const edges of tables.flat()) {
    const key = `${edges.label} ${edges.from} ${edges.to}`;
    const same = joined.get(key);
    if (same === undefined) joined.set(key, [edges]);
    else same.push(edges);
  }
  return [...joined.keys()].sort().map((key) => {
    const same = joined.get(key)!;
    return { ...same[0]!, rows: chain(same.map(({ rows }) => rows)) };
  });
}

/** One after the other; may be read as often as the parts may. */
export function chain<T>(parts: readonly Iterable<T>[]): Iterable<T> {
  if (parts.length === 1) return parts[0]!;
  return {
    *[Symbol.iterator]() {
      for (const part of parts) yield* part;
    },
  };
}

/**
 * Edges of one label between two node labels, by column: a graph may have ten million of them, and a row of
 * its own for each would take four times the memory. The few different texts and fractions that
 * properties have (how a call was found) are numbers of a list.
 */
export class EdgeColumns {
  readonly #label: EdgeLabel;
  readonly #ends: readonly [NodeLabel, NodeLabel];
  readonly #isNumber: readonly boolean[];
  readonly #from: string[] = [];
  readonly #to: string[] = [];
  readonly #known: PropertyValue[] = [];
  readonly #numbers = new Map<PropertyValue, number>();
  #properties = new Int32Array(64);
  #used = 0;

  constructor(label: EdgeLabel, from: NodeLabel, to: NodeLabel) {
    this.#label = label;
    this.#ends = [from, to];
    this.#isNumber = Object.values(edgeKinds[label].properties).map((type) => type === 'INT64');
  }

  add(from: string, to: string, ...properties: readonly PropertyValue[]): void {
    this.#from.push(from);
    this.#to.push(to);
    if (this.#used + properties.length > this.#properties.length) {
      const larger = new Int32Array(this.#properties.length * 2);
      larger.set(this.#properties);
      this.#properties = larger;
    }
    for (let column = 0; column < properties.length; column++) {
      const value = properties[column]!;
      this.#properties[this.#used++] =
        this.#isNumber[column] === true ? (value as number) : this.#numberOf(value);
    }
  }

  get count(): number {
    return this.#from.length;
  }

  finish(): EdgeRows {
    const [from, to] = this.#ends;
    return { label: this.#label, from, to, rows: { [Symbol.iterator]: () => this.#rows() } };
  }

  *#rows(): Generator<Row> {
    const width = this.#isNumber.length;
    for (let row = 0; row < this.#from.length; row++) {
      const cells: PropertyValue[] = [this.#from[row]!, this.#to[row]!];
      for (let column = 0; column < width; column++) {
        const stored = this.#properties[row * width + column]!;
        cells.push(this.#isNumber[column] === true ? stored : this.#known[stored]!);
      }
      yield cells;
    }
  }

  #numberOf(value: PropertyValue): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#known.push(value) - 1;
      this.#numbers.set(value, number);
    }
    return number;
  }
}
