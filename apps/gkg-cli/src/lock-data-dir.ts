import { acquireLock, dataDirLock, partLock, withUndo, type Lock } from '@gkg/runtime';

/** Takes a data directory for a command that changes graphs, which neither a server nor a service may do then. */
export function lockDataDir(dataDir: string): Promise<Lock> {
  return withUndo(async (undo) => {
    const paths = [dataDirLock(dataDir), partLock(dataDir, 'graphs'), partLock(dataDir, 'staged')];
    for (const path of paths) {
      const lock = await acquireLock(path);
      undo.add(() => lock.release());
    }
    return { release: undo.run };
  });
}
