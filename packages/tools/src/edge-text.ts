import type { Edge } from './edges.ts';
import type { RowText } from './tool.ts';

/** How sure an edge is, for a reader: a dispatch target is one of several that a call may reach. */
export function certainty(edge: Pick<Edge, 'resolution' | 'confidence'>): string {
  if (edge.resolution === null) return '';
  const share = edge.confidence === null ? '' : ` ${Number(edge.confidence.toFixed(2))}`;
  return edge.resolution === 'dispatch'
    ? `  [may be, by dispatch${share}]`
    : `  [${edge.resolution}${share}]`;
}

/** The other end as a caller may name it in the next question; an external one by its import. */
export function farEnd(edge: Pick<Edge, 'id' | 'external'>): string {
  return edge.external === undefined ? edge.id : `${edge.external} (not in this repository)`;
}

export const edgeText: RowText<Edge> = {
  heading: (edge) => edge.file,
  line: (edge) => `  ${edge.line}: ${edge.name || '(module level)'}${certainty(edge)}`,
};
