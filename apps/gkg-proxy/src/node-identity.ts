import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeFileAtomic } from '@gkg/runtime';
import { z } from 'zod';

const identity = z.object({ uuid: z.uuid() });

/** The node's uuid. It is kept on the volume beside the graphs, because it stands for what they hold. */
export async function nodeUuid(dataDir: string): Promise<string> {
  const file = join(dataDir, 'node.json');
  const known = await readJson(file);
  if (known !== undefined) return identity.parse(known).uuid;
  const uuid = randomUUID();
  await mkdir(dataDir, { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify({ uuid })}\n`);
  return uuid;
}
