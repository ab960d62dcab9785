import { adminCommand, pick } from '../admin-command.ts';

type Project = Readonly<Record<string, unknown>>;

interface Replica {
  readonly node: string;
  readonly state: string;
  readonly primary: boolean;
  readonly in_sync: boolean;
  readonly relocating: boolean;
}

function shown(project: Project): Project {
  const { address, ...rest } = pick(
    project,
    'id',
    'name',
    'state',
    'visibility',
    'commit',
    'stale_since',
    'address',
  );
  const { state, waits_for: waitsFor } = project;
  const standing = state === 'waiting' && typeof waitsFor === 'string' ? `waiting:${waitsFor}` : state;
  return { ...rest, state: standing, nodes: nodesOf(project['replicas'] as readonly Replica[]), address };
}

/** `node-1* node-2 node-3:older`: the primary with an asterisk, others with what keeps them from being asked alike. */
function nodesOf(replicas: readonly Replica[]): string {
  return replicas.map((one) => `${one.node}${one.primary ? '*' : ''}${marksOf(one)}`).join(' ') || '-';
}

function marksOf({ state, in_sync: isInSync, relocating }: Replica): string {
  const standing = state === 'ready' ? (isInSync ? '' : ':older') : `:${state}`;
  return relocating ? `${standing}:moving` : standing;
}

const of = (project: string) => `/projects/${encodeURIComponent(project)}`;

export const projects = adminCommand({
  name: 'projects',
  options: {},
  examples: [
    ['gkg projects', 'what the coordinator knows'],
    ['gkg projects add https://git.example/app.git', 'register a repository'],
    ['gkg projects index app', 'index it again'],
  ],
  actions: {
    list: {
      usage: '',
      request: () => ({ method: 'GET', path: '/projects' }),
      rows: ({ projects: all }) => (all as readonly Project[]).map(shown),
    },
    add: {
      usage: '<address> [name]',
      request: ([url, name]) => ({
        method: 'POST',
        path: '/projects',
        body: { url, ...(name === undefined ? {} : { name }) },
      }),
      rows: (answer) => [shown(answer)],
    },
    index: {
      usage: '<project>',
      request: ([project = '']) => ({ method: 'POST', path: `${of(project)}/index` }),
      rows: (answer) => [shown(answer)],
    },
  },
});
