import type { ErrorBody, IndexStatistics, JobProgress } from '@gkg/protocol';
import type { TraceSettings, WorkOrigin } from '@gkg/runtime';

/** What the process of a job is to do; all it knows of the world. */
export interface JobOrder {
  readonly job: string;
  readonly directory: string;
  readonly namespaceId: number;
  readonly projectId: number;
  readonly project: string | undefined;
  readonly rootName: string | undefined;
  readonly commit: string | undefined;
  readonly dataDir: string;
  readonly threads: number;
  readonly fileTimeoutMs: number;
  readonly threadHeapBytesMax: number;
  readonly diskFreeBytesMin: number;
  /** Extraction results that are kept on disk, and source that is kept in the memory of its process. */
  readonly cacheBytesMax: number;
  readonly keptSourceBytesMax: number;
  /** Makes everything anew. */
  readonly force: boolean;
  /** For whom, in the terms of logs and traces. */
  readonly origin: WorkOrigin | null;
  readonly logLevel: string;
  readonly traces: TraceSettings | null;
  readonly failpoints: string;
}

/** What a job that succeeded hands over. */
export interface JobProduct {
  readonly statistics: IndexStatistics;
  readonly stagedDir: string;
}

export type MessageToJob =
  | { readonly type: 'start'; readonly order: JobOrder }
  | { readonly type: 'cancel'; readonly error: ErrorBody }
  | { readonly type: 'end' };

export type MessageFromJob =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'done'; readonly product: JobProduct }
  | { readonly type: 'failed'; readonly error: ErrorBody };
