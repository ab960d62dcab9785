import { GkgError, toGkgError } from '@gkg/protocol';
import type { ErrorDetail, ErrorKind, Manifest } from '@gkg/protocol';
import type { TraceSettings, WorkOrigin } from '@gkg/runtime';
import type { BufferPoolSizes } from './buffer-pools.ts';
import type { OpenGraphEvents } from './open-graphs.ts';

/** What a caller of the pool may demand of one call. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly rowsMax: number;
  readonly bytesMax: number;
}

/** What a graph process must know to open a graph; `directory` is unique to the version. */
export interface GraphAddress {
  readonly directory: string;
  readonly file: string;
  readonly manifest: Manifest;
  /** Kept open before others that are not. */
  readonly isHot: boolean;
}

export interface ProcessSettings {
  readonly openGraphsMax: number;
  readonly bufferPools: BufferPoolSizes;
  /** Threads of the engine for one statement. */
  readonly queryThreads: number;
  /** Of rows that were asked for before. */
  readonly resultCacheBytes: number;
  /** Calls that are sent to it at the same time. */
  readonly callsMax: number;
  /** Of the process: what its open graphs are expected to take together, and its resident memory. */
  readonly residentBytesMax: number;
  readonly failpoints: string;
  readonly logLevel: string;
  readonly traces: TraceSettings | null;
}

/** From the pool to a graph process; `start` comes first and once. */
export type ProcessRequest =
  | { readonly type: 'start'; readonly settings: ProcessSettings }
  | {
      readonly type: 'call';
      readonly id: number;
      /** For whom, in the terms of logs and traces. */
      readonly origin: WorkOrigin | null;
      readonly graph: GraphAddress;
      readonly name: string;
      readonly args: unknown;
      readonly limits: CallLimits;
    }
  | {
      readonly type: 'open';
      readonly id: number;
      readonly origin: WorkOrigin | null;
      readonly graph: GraphAddress;
    }
  | { readonly type: 'close'; readonly id: number; readonly directory: string }
  | { readonly type: 'cancel'; readonly id: number };

export interface ProcessLoad {
  readonly openGraphs: number;
  /** What the open graphs are expected to take together. */
  readonly expectedBytes: number;
  readonly residentBytes: number;
}

/** What happened in a graph process since its last answer. */
export interface GraphEvents extends OpenGraphEvents {
  /** That the answered call read; null where no call was answered. */
  readonly rows: number | null;
}

/** From a graph process to the pool: one for each `call`, `open` and `close`. */
export type ProcessAnswer = {
  readonly id: number;
  readonly load: ProcessLoad;
  readonly graphs: GraphEvents;
} & ({ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: SentError });

/** From a graph process, once: it has loaded what it needs and works on its requests from now on. */
export interface ProcessStarted {
  readonly started: true;
  /** Why it can open no graph; null if it can. */
  readonly fault: string | null;
}

export interface SentError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly detail: ErrorDetail;
  readonly cause: string | null;
}

export function sentError(thrown: unknown): SentError {
  const { kind, message, detail, cause } = toGkgError(thrown);
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : null;
  return { kind, message, detail, cause: text };
}

export function receivedError({ kind, message, detail, cause }: SentError): GkgError {
  return new GkgError(kind, message, { detail, ...(cause === null ? {} : { cause: new Error(cause) }) });
}
