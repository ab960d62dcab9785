import { expect, test } from 'vitest';
import { engineVersion, loadEngine, storageVersion } from './engine.ts';

test('the engine is of the version that manifests state', () => {
  const { Database } = loadEngine();
  expect(Database.getVersion()).toBe(engineVersion);
  expect(String(Database.getStorageVersion())).toBe(storageVersion);
});
