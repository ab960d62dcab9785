import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeGraphSchemaVersion } from '@gkg/ontology';
import { GkgError, manifest } from '@gkg/protocol';
import type { Manifest } from '@gkg/protocol';
import { graphFileName, manifestFileName, readJson, writeFileAtomic } from '@gkg/runtime';
import { engineVersion, storageVersion } from './engine.ts';

/** What the manifest of a graph that is built now states, and the only versions that are served. */
export const currentVersions = {
  schema_version: codeGraphSchemaVersion,
  engine_version: engineVersion,
  storage_version: storageVersion,
} as const satisfies Partial<Manifest>;

/** Writes `manifest.json` beside a graph file, durably. */
export async function writeManifest(directory: string, content: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest.parse(content), null, 2)}\n`;
  await writeFileAtomic(join(directory, manifestFileName), text);
}

/**
 * The manifest of a graph that may be served: complete, of versions that this code reads, and of a
 * graph file that has the size it states. Everything else is `graph_invalid`.
 */
export async function readManifest(directory: string): Promise<Manifest> {
  const content = await parsedManifest(directory);
  const { size } = await stat(join(directory, graphFileName)).catch((cause: unknown) => {
    throw invalid('has no graph file', {}, cause);
  });
  if (size !== content.graph_bytes) {
    throw invalid('has a graph file of another size than its manifest states', {
      bytes: size,
      bytesStated: content.graph_bytes,
    });
  }
  requireVersion('schema', content.schema_version, codeGraphSchemaVersion);
  requireVersion('storage', content.storage_version, storageVersion);
  return content;
}

/** SHA-256 of a file, hex: what a manifest states about its graph file. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** Reads the whole graph file and compares it with what its manifest states. */
export async function verifyChecksum(directory: string, content: Manifest): Promise<void> {
  if ((await checksum(join(directory, graphFileName))) === content.checksum) return;
  throw invalid('has a graph file whose checksum is not the one its manifest states', {});
}

async function parsedManifest(directory: string): Promise<Manifest> {
  const parsed = manifest.safeParse(
    await readJson(join(directory, manifestFileName)).catch((cause: unknown) => {
      throw invalid('has a manifest that cannot be read', {}, cause);
    }),
  );
  if (parsed.success) return parsed.data;
  throw invalid('has no valid manifest', {}, parsed.error);
}

function requireVersion(what: string, found: number | string, needed: number | string): void {
  if (found === needed) return;
  throw invalid(`is of ${what} version ${found}, but ${needed} is needed`, { found, needed });
}

function invalid(fault: string, detail: Record<string, unknown>, cause?: unknown): GkgError {
  return new GkgError('graph_invalid', `The graph ${fault}.`, { detail, cause });
}
