/**
 * The closed set of error kinds and the one policy table that says what each means on the wire.
 * `docs/errors.md` is generated from this table.
 */
export interface ErrorPolicy {
  readonly status: number;
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean;
  readonly meaning: string;
  readonly remedy: string;
}

export const errorPolicies = {
  invalid_request: {
    status: 400,
    retry: false,
    meaning: 'The body or a parameter is not of the documented form.',
    remedy: 'Correct the field that the message names.',
  },
  invalid_arguments: {
    status: 400,
    retry: false,
    meaning: "A tool's arguments do not fit its schema.",
    remedy: 'Correct the argument that the message names; it says what is allowed.',
  },
  unknown_tool: {
    status: 404,
    retry: false,
    meaning: 'There is no tool of this name.',
    remedy: 'Use one of the names that the message lists.',
  },
  unauthorized: {
    status: 401,
    retry: false,
    meaning: 'The token is missing, malformed, expired or not signed with the shared secret.',
    remedy: 'Check the secret file and the clocks of both sides.',
  },
  forbidden: {
    status: 403,
    retry: false,
    meaning: 'The caller may not do this.',
    remedy: 'Ask with a token whose scope covers the namespace.',
  },
  unknown_namespace: {
    status: 404,
    retry: false,
    meaning: 'No graph of this namespace is served here.',
    remedy: 'Index the project first, or ask the node that holds it.',
  },
  unknown_job: {
    status: 404,
    retry: false,
    meaning: 'No job has this id.',
    remedy: 'Jobs are forgotten some time after they end; start a new one.',
  },
  unknown_project: {
    status: 404,
    retry: false,
    meaning: 'No project of this name or id is registered.',
    remedy: 'List the projects and use one of their names.',
  },
  unknown_node: {
    status: 422,
    retry: true,
    meaning: 'No node of this uuid is registered.',
    remedy: "Nothing to do: the node's next heartbeat registers it.",
  },
  node_invalid: {
    status: 422,
    retry: false,
    meaning: 'A node says something of itself that cannot be: no service, an unknown one, no http address.',
    remedy: "Correct the node's settings that the message names.",
  },
  not_found: {
    status: 404,
    retry: false,
    meaning: 'There is no such route or entity.',
    remedy: 'See the list of routes in docs/architecture.md.',
  },
  directory_missing: {
    status: 422,
    retry: false,
    meaning: 'The directory to index does not exist.',
    remedy: 'Check the path.',
  },
  directory_unreadable: {
    status: 422,
    retry: false,
    meaning: 'The directory to index cannot be read.',
    remedy: 'Give the indexing user read permission.',
  },
  not_a_directory: {
    status: 422,
    retry: false,
    meaning: 'The path to index is not a directory.',
    remedy: 'Give the directory that holds the source.',
  },
  no_files: {
    status: 422,
    retry: false,
    meaning: 'The directory holds no file.',
    remedy: 'Check the path and the ignore rules.',
  },
  no_supported_language: {
    status: 422,
    retry: false,
    meaning: 'No file is in a supported language.',
    remedy: 'See the list of languages in the README.',
  },
  source_unavailable: {
    status: 502,
    retry: true,
    meaning: 'The repository could not be fetched.',
    remedy: 'Check that the source of the repository is reachable.',
  },
  job_running: {
    status: 409,
    retry: true,
    meaning: 'A job for this namespace is already running.',
    remedy: 'Wait for it, or cancel it.',
  },
  job_canceled: {
    status: 409,
    retry: false,
    meaning: 'The job was canceled; the graph served before is unchanged.',
    remedy: 'Start it again if that was not intended.',
  },
  job_failed: {
    status: 500,
    retry: true,
    meaning: 'The job ended with an error; the graph served before is unchanged.',
    remedy: 'See the cause in the job and in the log of the indexer.',
  },
  queue_full: {
    status: 429,
    retry: true,
    meaning: 'The queue of jobs has reached its bound.',
    remedy: 'Try again after the time in Retry-After.',
  },
  rate_limited: {
    status: 429,
    retry: true,
    meaning: 'Too many requests.',
    remedy: 'Try again after the time in Retry-After.',
  },
  overloaded: {
    status: 503,
    retry: true,
    meaning: 'The service is at the bound of its concurrent work.',
    remedy: 'Try again after the time in Retry-After.',
  },
  shutting_down: {
    status: 503,
    retry: true,
    meaning: 'The service is stopping.',
    remedy: 'Ask again when it is back.',
  },
  timeout: {
    status: 504,
    retry: true,
    meaning: 'The work took longer than its limit and was stopped.',
    remedy: 'Narrow the question, or raise the limit.',
  },
  too_large: {
    status: 413,
    retry: false,
    meaning: 'The request or its answer is larger than the limit.',
    remedy: 'Send less, or ask for fewer rows.',
  },
  disk_full: {
    status: 507,
    retry: true,
    meaning: 'The volume has too little free space; what is served is unchanged.',
    remedy: 'Free space or enlarge the volume.',
  },
  graph_invalid: {
    status: 500,
    retry: false,
    meaning: 'A graph file is corrupt, truncated, of another namespace or of another version.',
    remedy: 'The file is set aside, and a node indexes the project again by itself; else do so.',
  },
  graph_outdated: {
    status: 503,
    retry: true,
    meaning: 'The graph was built by an older version, which did not record what this tool asks for.',
    remedy: 'Nothing to do: the node indexes the project again. Other tools answer meanwhile.',
  },
  engine_failed: {
    status: 500,
    retry: true,
    meaning: 'The database engine failed while it worked.',
    remedy: 'Try again; if it persists, index the project again.',
  },
  port_in_use: {
    status: 500,
    retry: false,
    meaning: 'The address to listen on is taken.',
    remedy: 'Stop the other process or set another port.',
  },
  data_dir_locked: {
    status: 409,
    retry: false,
    meaning: 'Another process works on this data directory.',
    remedy: 'Stop it, or set GKG_DATA_DIR to another directory.',
  },
  lease_lost: {
    status: 503,
    retry: true,
    meaning: 'The process stood still for so long that another one took over its part of the data directory.',
    remedy: 'Nothing to do: it ends, to be started again. If two run on one volume, stop one of them.',
  },
  config_invalid: {
    status: 500,
    retry: false,
    meaning: 'A setting has a value that is not allowed.',
    remedy: 'Correct the setting that the message names.',
  },
  upstream_unavailable: {
    status: 502,
    retry: true,
    meaning: 'A service that this one needs does not answer.',
    remedy: 'Check that the service runs and is reachable.',
  },
  not_ready: {
    status: 503,
    retry: true,
    meaning: 'The service has not finished starting.',
    remedy: 'Wait until its readiness probe is green.',
  },
  internal: {
    status: 500,
    retry: false,
    meaning: 'A defect in gkg.',
    remedy: 'Report it with the correlation id and the log.',
  },
} as const satisfies Record<string, ErrorPolicy>;

export type ErrorKind = keyof typeof errorPolicies;

export const errorKinds = Object.keys(errorPolicies) as ErrorKind[] as readonly ErrorKind[];

/** JSON-safe facts that help to mend the error; never source text, secrets or argument values. */
export type ErrorDetail = Readonly<Record<string, unknown>>;

/** The only error class that crosses a module or a process; its `kind` decides what happens to it. */
export class GkgError extends Error {
  readonly kind: ErrorKind;
  readonly detail: ErrorDetail;

  constructor(kind: ErrorKind, message: string, options: { detail?: ErrorDetail; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GkgError';
    this.kind = kind;
    this.detail = options.detail ?? {};
  }
}

/** The body of every error answer. */
export interface ErrorBody {
  readonly error: string;
  readonly code: ErrorKind;
  readonly detail: ErrorDetail;
}

export function errorBody(error: GkgError): ErrorBody {
  return { error: error.message, code: error.kind, detail: error.detail };
}

/** Whatever was thrown, as a GkgError; an unknown one becomes `internal` with its cause kept. */
export function toGkgError(thrown: unknown): GkgError {
  if (thrown instanceof GkgError) return thrown;
  return new GkgError('internal', 'Unexpected failure.', { cause: thrown });
}
