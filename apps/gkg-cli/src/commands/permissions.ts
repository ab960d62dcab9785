import { adminCommand, pickEach } from '../admin-command.ts';

const of = (project: string) => `/projects/${encodeURIComponent(project)}/permissions`;

export const permissions = adminCommand({
  name: 'permissions',
  options: {},
  examples: [
    ['gkg permissions django', 'who may ask about a project'],
    ['gkg permissions give django 3', 'let a user ask'],
    ['gkg permissions give django 3 manage', 'let a user index, change and remove it, too'],
  ],
  actions: {
    list: {
      usage: '<project>',
      request: ([project = '']) => ({ method: 'GET', path: of(project) }),
      rows: pickEach('permissions', 'user_id', 'user', 'level', 'created_at'),
    },
    give: {
      usage: '<project> <user-id> [read|manage]',
      request: ([project = '', user = '', level = 'read']) => ({
        method: 'PUT',
        path: `${of(project)}/${user}`,
        body: { level },
      }),
      rows: () => [],
    },
    take: {
      usage: '<project> <user-id>',
      request: ([project = '', user = '']) => ({ method: 'DELETE', path: `${of(project)}/${user}` }),
      rows: () => [],
    },
  },
});
