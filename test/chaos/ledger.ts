import type { Commit } from './commits.ts';

/** What was asked to be published and what was acknowledged, by namespace: what may be served follows. */
export class Ledger {
  readonly #submitted = new Map<number, Commit>();
  readonly #acknowledged = new Map<number, Commit>();
  readonly #contentOf: (namespaceId: number, number: number) => number;

  constructor(contentOf = uniqueContent) {
    this.#contentOf = contentOf;
  }

  /** The next commit of a namespace. */
  submit(namespaceId: number): Commit {
    const number = (this.#submitted.get(namespaceId)?.number ?? 0) + 1;
    const commit = { namespaceId, number, content: this.#contentOf(namespaceId, number) };
    this.#submitted.set(namespaceId, commit);
    return commit;
  }

  acknowledge(commit: Commit): void {
    if (commit.number > this.acknowledged(commit.namespaceId))
      this.#acknowledged.set(commit.namespaceId, commit);
  }

  forget(namespaceId: number): void {
    this.#acknowledged.delete(namespaceId);
  }

  /** The number of the newest acknowledged commit, which nothing older may be served after. */
  acknowledged(namespaceId: number): number {
    return this.#acknowledged.get(namespaceId)?.number ?? 0;
  }

  submitted(namespaceId: number): number {
    return this.#submitted.get(namespaceId)?.number ?? 0;
  }

  newest(namespaceId: number): Commit | undefined {
    return this.#submitted.get(namespaceId);
  }

  namespaces(): number[] {
    return [...this.#acknowledged.keys()];
  }
}

/** No two commits of a run have the same content. */
function uniqueContent(namespaceId: number, number: number): number {
  return namespaceId * 100_000 + number;
}
