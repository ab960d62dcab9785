/*
 * The repositories of a fleet as its projects: registered once, pushed to by webhook, and asked through the
 * coordinators' public API.
 */
import { join } from 'node:path';
import type { Commit } from '../chaos/commits.ts';
import { Ledger } from '../chaos/ledger.ts';
import type { Answer, Question } from '../chaos/questions.ts';
import { createRepository, type Repository } from '../chaos/repository.ts';
import type { Run } from '../chaos/run.ts';
import type { Coordinators } from './coordinators.ts';
import { writeFleetSources } from './sources.ts';

export interface ReplicaState {
  readonly node: string;
  readonly state: 'pending' | 'ready' | 'leaving';
  readonly primary: boolean;
  readonly in_sync: boolean;
  readonly relocating: boolean;
  readonly commit: string | null;
}

export interface ProjectState {
  readonly id: number;
  readonly namespace_id: number;
  readonly state: string;
  readonly commit: string | null;
  readonly replicas: readonly ReplicaState[];
}

/** A repository; in the ledger it is known by its number. */
export interface FleetProject {
  readonly number: number;
  readonly id: number;
  readonly namespaceId: number;
  readonly repository: Repository;
  readonly hook: { readonly path: string; readonly secret: string };
}

export interface Projects {
  readonly ledger: Ledger;
  readonly all: readonly FleetProject[];
  /** Makes the next commit and tells of it; answers it when the coordinator has taken that. */
  push(project: FleetProject): Promise<{ commit: Commit; hash: string }>;
  ask(number: number, question: Question, timeoutMs: number): Promise<Answer>;
  /** What the coordinator says of every project, by its number. */
  states(): Promise<Map<number, ProjectState>>;
}

const apiTimeoutMs = 30_000;
const atATime = 4;

export async function registerProjects(
  run: Run,
  coordinators: Coordinators,
  count: number,
): Promise<Projects> {
  const ledger = new Ledger();
  const byNumber = new Map<number, FleetProject>();
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const register = async (number: number) => {
    const path = join(run.directory, 'repositories', `repository-${number}`);
    const repository = createRepository(path, writeFleetSources);
    await repository.commit(ledger.submit(number));
    const body = { url: `git+file://${path}` };
    const { id, namespace_id: namespaceId } = (await coordinators.insist('/projects', {
      body,
      timeoutMs: apiTimeoutMs,
    })) as ProjectState;
    const hook = (await coordinators.insist(`/projects/${id}/hooks`, {
      body: { kind: 'plain' },
      timeoutMs: apiTimeoutMs,
    })) as { url: string; secret: string };
    const address = { path: new URL(hook.url).pathname.replace('/api/v1', ''), secret: hook.secret };
    byNumber.set(number, { number, id, namespaceId, repository, hook: address });
  };
  const waiting = [...numbers];
  const worker = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) await register(number);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  const all = numbers.map((number) => byNumber.get(number)!);
  const numberOf = new Map(all.map(({ id, number }) => [id, number]));

  return {
    ledger,
    all,
    async push({ number, repository, hook }) {
      const commit = ledger.submit(number);
      const hash = await repository.commit(commit);
      const headers = { 'x-gkg-token': hook.secret };
      await coordinators.insist(hook.path, { body: { commit: hash }, headers, timeoutMs: apiTimeoutMs });
      return { commit, hash };
    },
    async ask(number, question, timeoutMs) {
      const { id, namespaceId, repository } = byNumber.get(number)!;
      const body = { tool: question.tool, arguments: question.arguments };
      const answer = (await coordinators.call(`/projects/${id}/query`, { body, timeoutMs })) as Answer;
      const isOwn = answer.meta.namespace_id === namespaceId;
      const meta = {
        namespace_id: isOwn ? number : -answer.meta.namespace_id,
        commit: repository.nameOf(answer.meta.commit ?? ''),
      };
      return { ...answer, meta };
    },
    async states() {
      const states = new Map<number, ProjectState>();
      for (let after: number | null = 0; after !== null;) {
        const path: string = `/projects?limit=1000&after=${after}`;
        const page = (await coordinators.call(path, { timeoutMs: apiTimeoutMs })) as {
          projects: ProjectState[];
          next: number | null;
        };
        for (const state of page.projects) states.set(numberOf.get(state.id) ?? -state.id, state);
        after = page.next;
      }
      return states;
    },
  };
}
