import type { BlobPart } from '@gkg/protocol';
import { limitExceeded } from '../source-limits.ts';
import { isSymlink, isFileOrLink, type ListedFile } from '../tree/listing.ts';
import type { TreeWriter, FileSink } from '../tree/tree-writer.ts';
import { CallFailure } from './call-failure.ts';
import type { GitalyRepositoryClient } from './gitaly-repository.ts';

export interface BlobFetch {
  readonly client: GitalyRepositoryClient;
  readonly commit: string;
  readonly writer: TreeWriter;
  readonly bytesMax: number;
  /** A file as it is on the disk now; undefined where it may not be there. */
  onFile(path: string, file: ListedFile | undefined): void;
}

/** A batch is repeated as a whole when its stream breaks. */
const batchPathsMax = 500;
/** A link's target is held in memory. */
const linkBytesMax = 4096;

/** Fetches single files of a commit, and writes each in the place of what was there. */
export async function fetchBlobs(
  fetch: BlobFetch,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  let bytes = 0;
  for (let at = 0; at < paths.length; at += batchPathsMax) {
    const batch = paths.slice(at, at + batchPathsMax);
    const rest = { ...fetch, bytesMax: fetch.bytesMax - bytes };
    bytes += await fetch.client.attempt(() => fetchBatch(rest, batch, signal), signal);
  }
}

async function fetchBatch(fetch: BlobFetch, paths: readonly string[], signal?: AbortSignal): Promise<number> {
  const expected = paths[Symbol.iterator]();
  let bytes = 0;
  let left = 0;
  let current: OpenBlob | undefined;
  try {
    for await (const part of fetch.client.blobs(fetch.commit, paths, signal)) {
      if (part.path.length > 0) {
        await current?.close();
        current = undefined;
        bytes += part.size;
        left = part.size;
        if (bytes > fetch.bytesMax) throw limitExceeded('bytes', fetch.bytesMax);
        current = await openBlob(fetch, expected.next().value ?? '', part);
      }
      if (current === undefined) throw damaged('a part of a file came before its name');
      left -= part.data.length;
      if (left < 0) throw damaged('a file is longer than it was said to be');
      await current.write(part.data);
    }
    await current?.close();
    current = undefined;
  } finally {
    await current?.discard();
    // What is still under way would meet the files of the next attempt.
    await fetch.writer.settle();
  }
  if (expected.next().done !== true) throw damaged('fewer files came than were asked for');
  return bytes;
}

interface OpenBlob {
  write(data: Buffer): Promise<void>;
  close(): Promise<void>;
  discard(): Promise<void>;
}

async function openBlob(fetch: BlobFetch, path: string, part: BlobPart): Promise<OpenBlob> {
  if (part.path.toString('utf8') !== path) throw damaged('another file came than was asked for');
  if (part.oid === '' || !isFileOrLink(part.mode)) throw damaged('a file of the commit is not there');
  if (isSymlink(part.mode)) return openLink(fetch, path, part);
  const sink = await fetch.writer.replace(path, part.size);
  return sink === undefined
    ? nothing(() => fetch.onFile(path, undefined))
    : openFile(fetch, path, part, sink);
}

function openFile(fetch: BlobFetch, path: string, { oid, mode, size }: BlobPart, sink: FileSink): OpenBlob {
  return {
    write: (data) => sink.write(data),
    discard: () => sink.discard(),
    async close() {
      const written = await sink.close();
      if (written.blob !== oid) throw damaged('the content of a file is not what its id says');
      fetch.onFile(path, { mode, blob: oid, size });
    },
  };
}

function openLink(fetch: BlobFetch, path: string, { oid, mode, size }: BlobPart): OpenBlob {
  const pieces: Buffer[] = [];
  return {
    write(data) {
      if (size <= linkBytesMax) pieces.push(data);
      return Promise.resolve();
    },
    discard: () => Promise.resolve(),
    async close() {
      await fetch.writer.remove(path);
      const link = fetch.writer.link(path, Buffer.concat(pieces).toString('utf8'));
      // A target that is not UTF-8 has another id as text.
      const isWhole = link?.blob === oid;
      if (link !== undefined && !isWhole) {
        await fetch.writer.remove(path);
        fetch.writer.skip('name_not_utf8');
      }
      fetch.onFile(path, isWhole ? { mode, blob: oid, size } : undefined);
    },
  };
}

/** A file that cannot be written; its reason was counted. */
function nothing(close: () => void): OpenBlob {
  return {
    write: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    close: () => Promise.resolve(close()),
  };
}

function damaged(what: string): CallFailure {
  return new CallFailure('DATA_LOSS', what);
}
