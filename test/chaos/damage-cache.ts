import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './random.ts';

/** Damages each file below `cache/` in a way that the seed decides; answers how many. */
export function damageCache(dataDir: string, random: Random): number {
  const root = join(dataDir, 'cache');
  if (!existsSync(root)) return 0;
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) damageFile(file, random.pick(files), random);
  return files.length;
}

function damageFile(file: string, other: string, random: Random): void {
  const content = readFileSync(file);
  const way = random.integer(4);
  if (way === 0) truncateSync(file, random.integer(content.length + 1));
  else if (way === 1) writeFileSync(file, readFileSync(other));
  else if (way === 2) writeFileSync(file, 'SQLite format 3\0');
  else if (content.length > 0) {
    const at = random.integer(content.length);
    content[at] = content[at]! ^ (1 << random.integer(8));
    writeFileSync(file, content);
  }
}
