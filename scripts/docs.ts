/** `npm run docs`: writes the documents that are derived from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from './generated-docs.ts';

for (const [path, generate] of Object.entries(generatedDocs)) {
  writeFileSync(join(import.meta.dirname, '..', path), generate());
}
