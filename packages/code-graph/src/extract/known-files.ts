import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobId } from '../scan/blob.ts';
import type { SkipReason } from '../scan/classify.ts';
import type { ScannedFile } from '../scan/list-files.ts';
import type { ExtractedFile } from './extract-file.ts';

/** Where results outlive the process. What it has lost is extracted again. */
export interface ExtractionStore {
  readonly isEmpty: boolean;
  find(key: string): ExtractedFile | undefined;
  add(key: string, file: ExtractedFile): void;
  /** Told after each build which results it was made of: others need not stay. */
  endBuild(keys: ReadonlySet<string>): void;
}

interface Known {
  readonly file: ExtractedFile;
  usedIn: number;
}

/** Coarsest tick of a file system's clock that is met on servers, with room. */
const tickMs = 50;

/** What another reading may end otherwise is not kept: what took too long, or could not be read. */
const passingReasons: ReadonlySet<SkipReason | null> = new Set<SkipReason>([
  'unreadable',
  'parse_timeout',
  'timeout',
  'out_of_memory',
  'extraction_failed',
]);

/**
 * Extraction results that are used again. What a file says depends on its content and on the language that its
 * name stands for, and on nothing else; so a result is known by these two, and a file that was renamed,
 * copied, or is back as it was, is not read by a parser again.
 *
 * The content of a file is known without reading it where its stamp is the one it had when it was read, unless
 * it was changed within the clock's tick of that reading: a second change within the tick would not show.
 * Git calls such an entry racy (Documentation/technical/racy-git.txt).
 *
 * A result stays until it has been used by neither of the last two builds: after a change of branch and back
 * nothing is parsed.
 */
export class KnownFiles {
  readonly #store: ExtractionStore | undefined;
  #results = new Map<string, Known>();
  #blobs = new Map<string, { readonly stamp: string; readonly blob: string }>();
  #build = 0;

  constructor(store?: ExtractionStore) {
    this.#store = store;
  }

  /** Whether nothing can be found. */
  get isEmpty(): boolean {
    return this.#results.size === 0 && this.#store?.isEmpty !== false;
  }

  /** What is known of the file as it is now. */
  find(directory: string, file: ScannedFile, language: string): ExtractedFile | undefined {
    const blob = this.#blobOf(directory, file);
    if (blob === undefined) return undefined;
    const key = keyOf(language, blob);
    const known = this.#results.get(key) ?? this.#fromStore(key);
    if (known === undefined) return undefined;
    known.usedIn = this.#build;
    return { ...known.file, path: file.path };
  }

  /** Keeps what was extracted, unless another reading may end otherwise. */
  add(scanned: ScannedFile, language: string, file: ExtractedFile, scannedMs: number): void {
    if (file.blob === '' || passingReasons.has(file.skip)) return;
    this.#noteBlob(scanned, file.blob, scannedMs);
    const key = keyOf(language, file.blob);
    this.#results.set(key, { file, usedIn: this.#build });
    this.#store?.add(key, file);
  }

  /** To be called when all files of a build have been found or added. */
  endBuild(paths: ReadonlySet<string>): void {
    for (const [key, { usedIn }] of this.#results) if (usedIn < this.#build - 1) this.#results.delete(key);
    for (const path of this.#blobs.keys()) if (!paths.has(path)) this.#blobs.delete(path);
    this.#store?.endBuild(new Set(this.#results.keys()));
    this.#build += 1;
  }

  /** Forgets all results: their facts have been consumed. */
  forget(): void {
    this.#results = new Map();
    this.#blobs = new Map();
  }

  #fromStore(key: string): Known | undefined {
    const file = this.#store?.find(key);
    if (file === undefined) return undefined;
    const known = { file, usedIn: this.#build };
    this.#results.set(key, known);
    return known;
  }

  #blobOf(directory: string, file: ScannedFile): string | undefined {
    const known = this.#blobs.get(file.path);
    if (known?.stamp === file.stamp) return known.blob;
    const readMs = Date.now();
    const blob = readBlob(join(directory, file.path));
    if (blob !== undefined) this.#noteBlob(file, blob, readMs);
    return blob;
  }

  #noteBlob({ path, stamp, changedMs }: ScannedFile, blob: string, readMs: number): void {
    if (changedMs < readMs - tickMs) this.#blobs.set(path, { stamp, blob });
    else this.#blobs.delete(path);
  }
}

function keyOf(language: string, blob: string): string {
  return `${language} ${blob}`;
}

function readBlob(file: string): string | undefined {
  try {
    return blobId(readFileSync(file));
  } catch {
    return undefined;
  }
}
