import { randomUUID } from 'node:crypto';
import { errorBody, toGkgError } from '@gkg/protocol';
import type { ErrorBody, IndexRequest, IndexStatistics, JobProgress, JobState } from '@gkg/protocol';
import { originOfWork, type WorkOrigin } from '@gkg/runtime';

/** One request to index, as its callers see it; its life is described in jobs.ts. */
export interface Job {
  readonly id: string;
  readonly request: IndexRequest;
  /** The work that the job is part of: that of the request which it was made for. */
  readonly origin: WorkOrigin | null;
  readonly createdAt: Date;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly statistics: IndexStatistics | null;
  readonly error: ErrorBody | null;
  /** Resolves when the job has ended, however it ended. */
  readonly ended: Promise<void>;
}

/** The same as its owner sees it. */
export type MutableJob = { -readonly [Key in keyof Job]: Job[Key] } & {
  readonly canceling: AbortController;
  readonly end: () => void;
};

export function createJob(request: IndexRequest): MutableJob {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  return {
    id: randomUUID(),
    request,
    origin: originOfWork(),
    createdAt: new Date(),
    state: 'queued',
    progress: { phase: 'queued', done: 0, total: 0 },
    startedAt: null,
    finishedAt: null,
    statistics: null,
    error: null,
    ended,
    end,
    canceling: new AbortController(),
  };
}

export function failJob(job: MutableJob, thrown: unknown): void {
  const error = toGkgError(thrown);
  job.state = error.kind === 'job_canceled' ? 'canceled' : 'failed';
  job.error = errorBody(error);
}

/** Whether two requests ask for the same graph of the same source. */
export function isSameWork(one: IndexRequest, other: IndexRequest): boolean {
  const keys = [
    'project_id',
    'repo_dir',
    'project',
    'root_name',
    'commit',
    'previous_commit',
    'force',
  ] as const;
  return keys.every((key) => one[key] === other[key]);
}
