/** The namespaces of which one has killed a process: tried one at a time, and refused when found guilty. */
export interface Suspects {
  accuse(namespaceIds: Iterable<number>): void;
  /** The namespace whose calls alone may be sent now, or null when there is no suspicion. */
  onTrial(): number | null;
  acquit(): void;
  convict(namespaceId: number): void;
  isBlocked(namespaceId: number): boolean;
  /** What was held against a namespace is forgotten: it has a new graph. */
  forgive(namespaceId: number): void;
}

export function createSuspects(blockedMs: number): Suspects {
  const suspects = new Set<number>();
  const blockedUntil = new Map<number, number>();

  return {
    accuse(namespaceIds) {
      for (const namespaceId of namespaceIds) suspects.add(namespaceId);
    },
    onTrial: () => suspects.values().next().value ?? null,
    acquit() {
      const [first] = suspects;
      if (first !== undefined) suspects.delete(first);
    },
    convict(namespaceId) {
      suspects.delete(namespaceId);
      blockedUntil.set(namespaceId, performance.now() + blockedMs);
    },
    isBlocked(namespaceId) {
      const until = blockedUntil.get(namespaceId);
      if (until === undefined) return false;
      if (performance.now() < until) return true;
      blockedUntil.delete(namespaceId);
      return false;
    },
    forgive(namespaceId) {
      blockedUntil.delete(namespaceId);
    },
  };
}
