import { defineCommand } from '../command.ts';
import { createCoordinatorClient } from '../coordinator-client.ts';
import { formatBytes, formatCount, formatRows } from '../format.ts';
import { listLocalProjects } from '../local-projects.ts';
import { readServerState, type ServerState } from '../server-state.ts';

export const status = defineCommand({
  name: 'status',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [
    ['gkg status', 'services and projects'],
    ['gkg status --json', 'the same as JSON'],
  ],
  async run({ json, config, terminal }, signal) {
    const server = await readServerState(config.dataDir);
    const graphs = (await listLocalProjects(config.dataDir)).map(({ name, source, version }) => ({
      name,
      source,
      namespace_id: version.namespaceId,
      commit: version.manifest.commit,
      indexed_at: version.manifest.finished_at,
      definitions: version.manifest.counts.nodes['Definition'] ?? 0,
      graph_bytes: version.manifest.graph_bytes,
    }));
    const projects =
      server === null
        ? null
        : await createCoordinatorClient(server.urls.coordinator, config).projects(signal);
    const report = { data_dir: config.dataDir, server, graphs, projects };
    terminal.out(json ? `${JSON.stringify(report)}\n` : describe(report));
  },
});

interface StatusReport {
  readonly data_dir: string;
  readonly server: ServerState | null;
  readonly graphs: readonly {
    readonly name: string;
    readonly source: string;
    readonly indexed_at: string;
    readonly definitions: number;
    readonly graph_bytes: number;
  }[];
  readonly projects: readonly { readonly name: string; readonly state: string }[] | null;
}

function describe({ data_dir: dataDir, server, graphs, projects }: StatusReport): string {
  const graphRows = graphs.map(({ name, source, indexed_at, definitions, graph_bytes }) => {
    const size = `${formatCount(definitions)} definitions, ${formatBytes(graph_bytes)}`;
    return [name, `${size}, indexed ${indexed_at} from ${source}`] as const;
  });
  return [
    formatRows([['data directory', dataDir]]),
    server === null
      ? 'No server runs on it.\n'
      : formatRows(Object.entries(server.urls).map(([name, url]) => [`gkg-${name}`, url])),
    graphs.length === 0 ? 'Nothing is indexed yet: gkg index <directory>.\n' : formatRows(graphRows),
    formatRows(
      (projects ?? []).filter(({ state }) => state !== 'ready').map(({ name, state }) => [name, state]),
    ),
  ].join('');
}
