import { z } from 'zod';

/** Ids are GitLab's bigints; JSON carries them as numbers up to 2^53 - 1. */
export const namespaceId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** `POST /api/v1/index` on the indexer, as a JSON body or as query parameters of the same names. */
export const indexRequest = z.object({
  namespace_id: namespaceId,
  project_id: namespaceId,
  repo_dir: z.string().min(1),
  /** Shown in listings; the directory's own name when absent. */
  project: z.string().min(1).max(512).optional(),
  /** What a package is called that the directory is itself; the directory's own name when absent. */
  root_name: z.string().min(1).max(255).optional(),
  commit: z.string().min(1).max(128).optional(),
  previous_commit: z.string().min(1).max(128).optional(),
  force: z.stringbool().or(z.boolean()).optional(),
  wait: z.stringbool().or(z.boolean()).optional(),
});
export type IndexRequest = z.infer<typeof indexRequest>;

/** Steps of a job that runs, in their order; the names are those of the publishing protocol. */
export const workPhases = ['scan', 'parse', 'resolve', 'load', 'checkpoint', 'stage', 'notify'] as const;
export const jobPhases = ['queued', ...workPhases, 'done'] as const;
export type JobPhase = (typeof jobPhases)[number];

export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'canceled'] as const;
export type JobState = (typeof jobStates)[number];

export interface JobProgress {
  readonly phase: JobPhase;
  /** Work units done and known in this phase (files while parsing); 0 of 0 when it has no measure. */
  readonly done: number;
  readonly total: number;
}

/** What an indexing run counted and how long its phases took. */
export interface IndexStatistics {
  readonly files: number;
  readonly files_parsed: number;
  /** Of these the ones that a parser read in this run; of the others the result was known. */
  readonly files_extracted: number;
  readonly files_skipped: Readonly<Record<string, number>>;
  readonly lines: number;
  readonly source_bytes: number;
  readonly languages: Readonly<Record<string, number>>;
  readonly nodes: Readonly<Record<string, number>>;
  readonly edges: Readonly<Record<string, number>>;
  readonly call_sites: number;
  readonly unresolved_sites: number;
  readonly graph_bytes: number;
  /** Whether the graph file was made from all rows, or from the file before and what changed. */
  readonly graph_made_from: 'rows' | 'previous';
  readonly phase_seconds: Readonly<Record<string, number>>;
  /** What the threads together spent on files, by language; only files that were read in this run. */
  readonly parse_seconds: Readonly<Record<string, number>>;
  /** What linking took, by the family of languages whose files use each other. */
  readonly resolve_seconds: Readonly<Record<string, number>>;
  readonly total_seconds: number;
  readonly peak_memory_bytes: number;
}

/** `GET /api/v1/jobs/:id` and the answer to `POST /api/v1/index`. */
export interface JobStatus {
  readonly id: string;
  readonly namespace_id: number;
  readonly project_id: number;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly statistics: IndexStatistics | null;
  readonly error: { readonly error: string; readonly code: string; readonly detail: unknown } | null;
}
