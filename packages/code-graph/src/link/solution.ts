import type { ExportTable } from './exports.ts';
import type { FlowGraph } from './graph.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Members } from './members.ts';
import type { Overloads } from './overloads.ts';
import type { Program } from './program.ts';
import type { Surroundings } from './surroundings.ts';

/** What linking found; see `solve`. */
export interface Solution {
  readonly program: Program;
  readonly graph: FlowGraph;
  readonly exports: ExportTable;
  readonly hierarchy: Hierarchy;
  readonly members: Members;
  /** The member row that a site of a constant means. */
  readonly constantRows: ReadonlyMap<number, number>;
  /** What bare names mean that are looked for in the classes and namespaces around. */
  readonly surroundings: Surroundings;
  /** The member rows of the constructors that calling a class may run: its own, else those it inherits. */
  constructorsOf(cls: number): readonly number[];
  /** What tells functions of one name apart, in languages that have several. */
  readonly overloads: Overloads | null;
  /** Sites whose receiver had too many possible targets. */
  readonly cutSites: ReadonlySet<number>;
  /** Calls made by the library on behalf of a site: callbacks of containers and timers. */
  readonly callbacks: readonly { readonly site: number; readonly slot: number }[];
}
