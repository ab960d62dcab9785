import { adminCommand, pick, pickEach } from '../admin-command.ts';

const columns = ['id', 'name', 'state', 'visibility', 'commit', 'stale_since', 'address'] as const;
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
      rows: pickEach('projects', ...columns),
    },
    add: {
      usage: '<address> [name]',
      request: ([url, name]) => ({
        method: 'POST',
        path: '/projects',
        body: { url, ...(name === undefined ? {} : { name }) },
      }),
      rows: (answer) => [pick(answer, ...columns)],
    },
    index: {
      usage: '<project>',
      request: ([project = '']) => ({ method: 'POST', path: `${of(project)}/index` }),
      rows: (answer) => [pick(answer, ...columns)],
    },
  },
});
