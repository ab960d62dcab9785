import type { NodeRules } from './nodes.ts';

/** A minute, as by default; no node is missing or lost. */
export const testNodeRules: NodeRules = {
  onlineMs: 60_000,
  missingMs: 0,
  lostMs: 0,
  saveMs: 5000,
  criticalPercent: 85,
};
