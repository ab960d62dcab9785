import type { Standing } from '@gkg/placement';
import { isOnline, type NodeRow, type NodeRules } from './nodes.ts';

/** How a node stands, by its own silence and health. */
export function standingOf(node: NodeRow, now: Date, rules: NodeRules): Standing {
  const silentMs = now.getTime() - node.last_seen_at.getTime();
  if (rules.lostMs > 0 && silentMs > rules.lostMs) return 'lost';
  if (!isOnline(node, now, rules))
    return rules.missingMs > 0 && silentMs > rules.missingMs ? 'missing' : 'away';
  return node.unwell_since === null ? 'serving' : 'unwell';
}

/** How a node stands for placement, among all that there are. */
export type Hearing = (nodes: readonly NodeRow[], now: Date) => (node: NodeRow) => Standing;

/**
 * When nobody was heard, because no coordinator or no database was there, the nodes come back one after the other
 * afterwards. Until all had the time to, silence makes none missing or lost: else the first ones would be given
 * what the others hold. `intervalMs`: between two looks.
 */
export function createHearing(rules: NodeRules, intervalMs: number): Hearing {
  const gapMs = Math.max(rules.onlineMs, 2 * intervalMs);
  let [heardSince, heardAt] = [-Infinity, -Infinity];
  return (nodes, now) => {
    const time = now.getTime();
    const isHeard = nodes.some((node) => isOnline(node, now, rules));
    if (isHeard && time - heardAt > gapMs) heardSince = time;
    if (isHeard) heardAt = time;
    const isPatient = !isHeard || time - heardSince < rules.onlineMs;
    return (node) => {
      const standing = standingOf(node, now, rules);
      const isGone = standing === 'missing' || standing === 'lost';
      if (!isPatient || !isGone || node.noted_standing === standing) return standing;
      return node.noted_standing === 'missing' ? 'missing' : 'away';
    };
  };
}
