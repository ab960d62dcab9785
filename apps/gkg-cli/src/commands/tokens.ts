import { adminCommand, pick, pickEach } from '../admin-command.ts';

const columns = [
  'id',
  'public_id',
  'name',
  'kind',
  'project_id',
  'expires_at',
  'revoked_at',
  'last_used_at',
] as const;

export const tokens = adminCommand({
  name: 'tokens',
  options: {
    agent: { type: 'boolean', description: 'Of add: for a program that asks by itself.' },
    project: { type: 'string', value: 'project', description: 'Of add: good for this project only.' },
    expires: {
      type: 'string',
      value: 'time',
      description: 'Of add: until when, such as 2027-01-31T00:00:00Z.',
    },
  },
  examples: [
    ['gkg tokens 3', 'the tokens of a user'],
    ['gkg tokens add 3 laptop', 'a token, which is shown this once'],
    ['gkg tokens revoke 7', 'end a token'],
  ],
  actions: {
    list: {
      usage: '<user-id>',
      request: ([user = '']) => ({ method: 'GET', path: `/users/${user}/tokens` }),
      rows: pickEach('tokens', ...columns),
    },
    add: {
      usage: '<user-id> <name> [--agent] [--project project] [--expires time]',
      request: ([user = '', name], { agent, project, expires }) => ({
        method: 'POST',
        path: `/users/${user}/tokens`,
        body: {
          name,
          kind: agent === true ? 'agent' : 'person',
          ...(project === undefined ? {} : { project }),
          ...(expires === undefined ? {} : { expires_at: expires }),
        },
      }),
      rows: (answer) => [pick(answer, 'id', 'token', 'expires_at')],
    },
    revoke: {
      usage: '<id>',
      request: ([id = '']) => ({ method: 'DELETE', path: `/tokens/${id}` }),
      rows: () => [],
    },
  },
});
