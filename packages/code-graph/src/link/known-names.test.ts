import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildCodeGraph } from '../build.ts';

async function unresolvedSites(source: string): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'gkg-known-names-'));
  try {
    writeFileSync(join(directory, 'a.py'), source);
    const { counts } = await buildCodeGraph(directory);
    return counts.unresolvedSites;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('a call of a member may be unresolved only where the repository has one of the name', async () => {
  const unknownReceiver = 'def f(x):\n    x.save()\n    x.strip()\n    x.field()\n';
  expect(await unresolvedSites(unknownReceiver)).toBe(0);
  expect(await unresolvedSites(`${unknownReceiver}class A:\n    def save(self): pass\n`)).toBe(1);
  expect(await unresolvedSites(`${unknownReceiver}def g(y):\n    y.field = 1\n`)).toBe(1);
});
