/*
 * The graph file of a run, made in one of two ways:
 * - from all rows, which is what a first run does;
 * - from the published file, where it is the one that this process staged last and whose rows it still has: the
 *   published file is copied and opened while the source is read, and then told of the rows that changed.
 * Both give a file of the same content. The second is taken when it is cheaper, and given up for the first
 * when anything is wrong with it, since no row depends on it.
 */
import { join } from 'node:path';
import type { CodeGraph } from '@gkg/code-graph';
import { compareRows, isWorthUpdating, publishedVersion, startUpdate, writeGraph } from '@gkg/graph-store';
import type { GraphUpdate, RowChanges, WrittenGraph } from '@gkg/graph-store';
import type { GraphRows } from '@gkg/ontology';
import type { Manifest } from '@gkg/protocol';
import { graphFileName } from '@gkg/runtime';
import { isDiskFull } from './disk-space.ts';
import type { IndexingMemory } from './indexing-memory.ts';

const mebibyte = 1024 * 1024;

/** The graph that a process staged last. */
export interface LastGraph {
  readonly rows: GraphRows;
  readonly checksum: string;
  /** Size of the last file that was made from all rows, of which it is a descendant. */
  readonly freshBytes: number;
}

/** A file that was changed is somewhat larger than a fresh one; when it is much larger, a fresh one is due. */
const looseBytesMax = ({ freshBytes }: LastGraph) => 2 * freshBytes + 16 * mebibyte;

export interface DraftedGraph extends WrittenGraph {
  readonly madeFrom: 'rows' | 'previous';
}

export interface GraphDraft {
  write(
    graph: CodeGraph,
    onPhase: (phase: 'load' | 'checkpoint') => void,
    signal?: AbortSignal,
  ): Promise<DraftedGraph>;
  /** Gives up what was prepared and not used; to be called in any case. */
  discard(): Promise<void>;
}

interface DraftPlace {
  readonly request: { readonly dataDir: string; readonly namespaceId: number };
  readonly staged: string;
  /** `onGivenUp` is told why the file before could not be used. */
  readonly hooks: { readonly onGivenUp?: ((error: unknown) => void) | undefined };
}

/** Begins the graph file in the staged directory, while its rows are not known yet. */
export function draftGraph(
  { last, updatedRowsMin }: IndexingMemory,
  { request, staged, hooks }: DraftPlace,
): GraphDraft {
  const file = join(staged, graphFileName);
  const giveUp = (error: unknown) => {
    hooks.onGivenUp?.(error);
    return null;
  };
  let prepared = last === null ? Promise.resolve(null) : prepare(last, request, file).catch(giveUp);
  const take = () => {
    const taken = prepared;
    prepared = Promise.resolve(null);
    return taken;
  };
  return {
    async write(graph, onPhase, signal) {
      const changes = last !== null && graph.isKept ? compareRows(last.rows, graph.rows) : null;
      const update = await take();
      const isWorth = changes !== null && changes.total >= updatedRowsMin && isWorthUpdating(changes);
      const updated = await applyUpdate(update, isWorth ? changes : null, onPhase, signal).catch(
        (error: unknown) => {
          if (signal?.aborted === true || isDiskFull(error)) throw error;
          return giveUp(error);
        },
      );
      if (updated !== null) return { ...updated, madeFrom: 'previous' };
      const options = { onPhase, bufferPoolBytes: loadingPoolBytes(graph.counts.sourceBytes) };
      return { ...(await writeGraph(graph.rows, file, options, signal)), madeFrom: 'rows' };
    },
    discard: async () => (await take())?.discard(),
  };
}

/** What the next run has to know of this one's graph. */
export function lastGraph(
  rows: GraphRows,
  { checksum }: Manifest,
  { madeFrom, bytes }: DraftedGraph,
  before: LastGraph | null,
): LastGraph {
  return { rows, checksum, freshBytes: madeFrom === 'rows' || before === null ? bytes : before.freshBytes };
}

/** The published file as a copy that can be changed; null where it is another one, or has grown too loose. */
async function prepare(
  last: LastGraph,
  { dataDir, namespaceId }: DraftPlace['request'],
  file: string,
): Promise<GraphUpdate | null> {
  const published = await publishedVersion(dataDir, namespaceId);
  const { checksum, graph_bytes: bytes } = published.manifest;
  if (checksum !== last.checksum || bytes > looseBytesMax(last)) return null;
  return startUpdate(published.file, file);
}

async function applyUpdate(
  update: GraphUpdate | null,
  changes: RowChanges | null,
  onPhase: (phase: 'load' | 'checkpoint') => void,
  signal?: AbortSignal,
): Promise<WrittenGraph | null> {
  if (update === null) return null;
  if (changes === null) {
    await update.discard();
    return null;
  }
  return update.apply(changes, onPhase, signal);
}

/**
 * Memory that the engine may use while it loads: with less than the keys of all nodes need, it gives up. Two and
 * a half million definitions of 900 MB of source need more than half a gigabyte and less than three.
 */
export function loadingPoolBytes(sourceBytes: number): number {
  return Math.min(4096 * mebibyte, Math.max(512 * mebibyte, 4 * sourceBytes));
}
