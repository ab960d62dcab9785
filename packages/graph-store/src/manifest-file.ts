import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeGraphSchemaVersion, codeGraphSchemaVersionMin, extractorVersion } from '@gkg/ontology';
import { GkgError, manifest, rebuildReasons } from '@gkg/protocol';
import type { Manifest, RebuildReason } from '@gkg/protocol';
import { graphFileName, manifestFileName, readJson, writeFileAtomic } from '@gkg/runtime';
import { engineVersion, storageVersion } from './engine.ts';

/** What the manifest of a graph that is built now states. */
export const currentVersions = {
  schema_version: codeGraphSchemaVersion,
  extractor_version: extractorVersion,
  engine_version: engineVersion,
  storage_version: storageVersion,
} as const satisfies Partial<Manifest>;

/** Writes `manifest.json` beside a graph file, durably. */
export async function writeManifest(directory: string, content: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest.parse(content), null, 2)}\n`;
  await writeFileAtomic(join(directory, manifestFileName), text);
}

/**
 * The manifest of a graph that may be served: complete, of its namespace, of versions that this code reads,
 * and of a graph file that has the size it states. Everything else is `graph_invalid`, with the reason.
 */
export async function readManifest(directory: string, namespaceId?: number): Promise<Manifest> {
  const content = await parsedManifest(directory);
  requireReadable(content);
  if (namespaceId !== undefined && content.namespace_id !== namespaceId) {
    const detail = { namespace_id: namespaceId, namespace_id_stated: content.namespace_id };
    throw invalid('foreign', 'belongs to another namespace', detail);
  }
  const { size } = await stat(join(directory, graphFileName)).catch((cause: unknown) => {
    throw unlessMissing(cause) ?? invalid('corrupt', 'has no graph file', {}, cause);
  });
  if (size !== content.graph_bytes) {
    const detail = { bytes: size, bytesStated: content.graph_bytes };
    throw invalid('corrupt', 'has a graph file of another size than its manifest states', detail);
  }
  return content;
}

/** Throws for a graph of versions that this code does not read. */
export function requireReadable({ schema_version: schema, storage_version: storage }: Manifest): void {
  if (storage !== storageVersion) {
    const fault = `is of storage version ${storage}, but ${storageVersion} is needed`;
    throw invalid('other_storage', fault, { found: storage, needed: storageVersion });
  }
  const detail = { found: schema, min: codeGraphSchemaVersionMin, max: codeGraphSchemaVersion };
  const fault = `is of schema version ${schema}, and ${detail.min} to ${detail.max} can be read`;
  if (schema > codeGraphSchemaVersion) throw invalid('too_new', fault, detail);
  if (schema < codeGraphSchemaVersionMin) throw invalid('outdated', fault, detail);
}

/** Whether a graph that can be served was built by an older version, and would be another one now. */
export function isOutdated({ schema_version: schema, extractor_version: extractor }: Manifest): boolean {
  return schema < codeGraphSchemaVersion || Number(extractor) < Number(extractorVersion);
}

/** Why a graph is `graph_invalid`; undefined of other errors, which say nothing against the file. */
export function invalidReason(error: unknown): RebuildReason | undefined {
  if (!(error instanceof GkgError) || error.kind !== 'graph_invalid') return undefined;
  return rebuildReasons.find((reason) => reason === error.detail['reason']);
}

/** SHA-256 of a file, hex: what a manifest states about its graph file. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** Reads the whole graph file and compares it with what its manifest states. */
export async function verifyChecksum(directory: string, content: Manifest): Promise<void> {
  const found = await checksum(join(directory, graphFileName)).catch((cause: unknown) => {
    throw unlessMissing(cause) ?? invalid('missing', 'has no graph file', {}, cause);
  });
  if (found === content.checksum) return;
  throw invalid('corrupt', 'has a graph file whose checksum is not the one its manifest states', {});
}

async function parsedManifest(directory: string): Promise<Manifest> {
  const parsed = manifest.safeParse(
    await readJson(join(directory, manifestFileName)).catch((cause: unknown) => {
      throw unlessMissing(cause) ?? invalid('corrupt', 'has a manifest that cannot be read', {}, cause);
    }),
  );
  if (parsed.success) return parsed.data;
  if (await isMissing(directory)) throw invalid('missing', 'is not there: it was set aside, or removed', {});
  throw invalid('corrupt', 'has no valid manifest', {}, parsed.error);
}

/** A failure of the system (no descriptor is free, no permission), which says nothing against the graph. */
function unlessMissing(cause: unknown): GkgError | undefined {
  const { code } = cause as NodeJS.ErrnoException;
  if (typeof code !== 'string' || code === 'ENOENT') return undefined;
  return new GkgError('internal', 'A graph cannot be read at the moment.', { cause });
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

function invalid(
  reason: RebuildReason,
  fault: string,
  detail: Record<string, unknown>,
  cause?: unknown,
): GkgError {
  return new GkgError('graph_invalid', `The graph ${fault}.`, { detail: { reason, ...detail }, cause });
}
