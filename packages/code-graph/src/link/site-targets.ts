import type { Resolution } from '@gkg/ontology';
import { better } from './explanation.ts';

/** What a site refers to: a definition, or an import that leaves the repository. */
export interface SiteTarget {
  readonly definition: number;
  readonly external: number;
  readonly resolution: Resolution;
}

/** Adds a target to those known; of two ways to one target, the better explained is kept. */
export function keepBest(targets: Map<number, SiteTarget>, target: SiteTarget): void {
  const key = target.definition === -1 ? -1 - target.external : target.definition;
  const known = targets.get(key);
  if (known === undefined || better(known.resolution, target.resolution) !== known.resolution) {
    targets.set(key, target);
  }
}
