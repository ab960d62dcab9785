import type { HostedProject, ProjectHost } from '@gkg/tools';
import type { Invocation } from './command.ts';
import { createCoordinatorClient, toNamedProject, type ProjectView } from './coordinator-client.ts';
import { indexIntoDataDir } from './index-locally.ts';
import { indexOnServer } from './index-on-server.ts';
import { listLocalProjects } from './local-projects.ts';
import type { ProgressDisplay } from './progress.ts';
import { readServerState } from './server-state.ts';

/** An agent that indexes sees the answer, not the way to it. */
const silent: ProgressDisplay = { show: () => undefined, end: () => undefined };

/** What the tools `list_projects` and `index_project` ask of this machine. */
export function createProjectHost({ config, env }: Pick<Invocation, 'config' | 'env'>): ProjectHost {
  const none = new AbortController().signal;
  return {
    async list(signal = none) {
      const server = await readServerState(config.dataDir);
      if (server === null) return listLocally(config.dataDir);
      const views = await createCoordinatorClient(server.urls.coordinator, config).projects(signal);
      return views.map(hostedOnServer);
    },
    async index(directory, signal = none) {
      const request = { directory, name: undefined, progress: silent };
      const server = await readServerState(config.dataDir);
      if (server !== null) {
        return hostedOnServer(
          (await indexOnServer({ ...request, urls: server.urls, config }, signal)).project,
        );
      }
      const { manifest } = await indexIntoDataDir({ ...request, config, env }, signal);
      const projects = await listLocally(config.dataDir);
      return projects.find(({ namespace_id: id }) => id === manifest.namespace_id) as HostedProject;
    },
  };
}

async function listLocally(dataDir: string): Promise<HostedProject[]> {
  const projects = await listLocalProjects(dataDir);
  return projects.map(({ id, name, source, version: { manifest } }) => ({
    namespace_id: id,
    project: name,
    state: 'ready',
    source,
    commit: manifest.commit,
    indexed_at: manifest.finished_at,
    counts: manifest.counts.nodes,
  }));
}

const states = {
  waiting: 'indexing',
  indexing: 'indexing',
  retrying: 'indexing',
  ready: 'ready',
  failed: 'failed',
} as const satisfies Record<ProjectView['state'], HostedProject['state']>;

function hostedOnServer(view: ProjectView): HostedProject {
  return {
    namespace_id: view.namespace_id,
    project: view.name,
    state: states[view.state],
    source: toNamedProject(view).source,
    commit: view.commit,
    indexed_at: view.indexed_at,
  };
}
