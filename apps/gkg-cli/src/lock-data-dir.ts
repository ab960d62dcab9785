import type { Publisher } from '@gkg/graph-store';
import { acquireLease, dataDirLock, partLock, withUndo, type Config, type Lease } from '@gkg/runtime';

export interface LockedDataDir extends Publisher {
  /** Of staged/; `lease` is that of graphs/. */
  readonly stagedLease: Lease;
  release(): Promise<void>;
}

/** Takes a data directory for a command that changes graphs, which neither a server nor a service may do then. */
export function lockDataDir({ dataDir, leaseMs }: Config): Promise<LockedDataDir> {
  return withUndo(async (undo) => {
    const take = async (path: string): Promise<Lease> => {
      const lease = await acquireLease(path, { leaseMs });
      undo.add(() => lease.release());
      return lease;
    };
    await take(dataDirLock(dataDir));
    const lease = await take(partLock(dataDir, 'graphs'));
    const stagedLease = await take(partLock(dataDir, 'staged'));
    return { dataDir, lease, stagedLease, release: undo.run };
  });
}
