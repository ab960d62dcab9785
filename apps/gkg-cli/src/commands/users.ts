import { adminCommand, pick, pickEach } from '../admin-command.ts';

const columns = ['id', 'name', 'is_admin', 'is_blocked', 'requests_per_minute', 'created_at'] as const;
const change = (body: object) => ({
  usage: '<id>',
  request: ([id = '']: readonly string[]) => ({ method: 'PATCH' as const, path: `/users/${id}`, body }),
  rows: (answer: Readonly<Record<string, unknown>>) => [pick(answer, ...columns)],
});

export const users = adminCommand({
  name: 'users',
  options: { admin: { type: 'boolean', description: 'Of add: may use the routes of the admin.' } },
  examples: [
    ['gkg users', 'all users'],
    ['gkg users add ada', 'a user; gkg tokens add makes a token for it'],
    ['gkg users block 3', 'refuse every token of a user'],
  ],
  actions: {
    list: {
      usage: '',
      request: () => ({ method: 'GET', path: '/users' }),
      rows: pickEach('users', ...columns),
    },
    add: {
      usage: '<name> [--admin]',
      request: ([name], { admin }) => ({
        method: 'POST',
        path: '/users',
        body: { name, is_admin: admin === true },
      }),
      rows: (answer) => [pick(answer, ...columns)],
    },
    block: change({ is_blocked: true }),
    unblock: change({ is_blocked: false }),
    remove: {
      usage: '<id>',
      request: ([id = '']) => ({ method: 'DELETE', path: `/users/${id}` }),
      rows: () => [],
    },
  },
});
