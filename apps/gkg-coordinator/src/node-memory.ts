/*
 * What this coordinator saw of nodes lately, in memory only: one that failed is asked after the others for a few
 * seconds; one that failed several times in a row is told to the control loop, which makes other replicas
 * primary. An answer makes up for all failures before.
 */

export interface NodeMemory {
  failed(nodeId: number, reason: string): void;
  worked(nodeId: number): void;
  isSuspect(nodeId: number): boolean;
}

const suspectMs = 5000;
const failuresMax = 3;

export function createNodeMemory(onUnwell: (nodeId: number, reason: string) => void): NodeMemory {
  const seen = new Map<number, { failures: number; until: number }>();
  return {
    failed(nodeId, reason) {
      const failures = (seen.get(nodeId)?.failures ?? 0) + 1;
      seen.set(nodeId, { failures, until: performance.now() + suspectMs });
      if (failures >= failuresMax) onUnwell(nodeId, reason);
    },
    worked: (nodeId) => void seen.delete(nodeId),
    isSuspect: (nodeId) => (seen.get(nodeId)?.until ?? 0) > performance.now(),
  };
}
