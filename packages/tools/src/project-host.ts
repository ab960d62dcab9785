/** A project as the host knows it; `state` says whether its graph can be asked. */
export interface HostedProject {
  readonly namespace_id: number;
  readonly project: string;
  readonly state: 'ready' | 'indexing' | 'failed' | 'unknown';
  readonly commit: string | null;
  readonly indexed_at: string | null;
  readonly source?: string;
  readonly counts?: Readonly<Record<string, number>>;
}

/**
 * What only the process around a graph can do: say which projects it serves, and index one. `index`
 * resolves when the new graph answers, and rejects with a GkgError that leaves the old one served.
 * A host whose users may not start indexing has no `index`.
 */
export interface ProjectHost {
  list(signal?: AbortSignal): Promise<readonly HostedProject[]>;
  index?(path: string, signal?: AbortSignal): Promise<HostedProject>;
}
