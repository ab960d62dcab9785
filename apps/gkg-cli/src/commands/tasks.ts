import { adminCommand, pick, pickEach } from '../admin-command.ts';

const columns = [
  'id',
  'task_type',
  'state',
  'project_id',
  'node',
  'retries_left',
  'perform_at',
  'error',
] as const;

export const tasks = adminCommand({
  name: 'tasks',
  options: {
    state: { type: 'string', value: 'state', description: 'Those in this state only, such as failed.' },
    project: { type: 'string', value: 'project', description: 'Those of this project only.' },
  },
  examples: [
    ['gkg tasks --state failed', 'the newest that failed, with the reason'],
    ['gkg tasks retry 17', 'try one again'],
  ],
  actions: {
    list: {
      usage: '',
      request: (_words, { state, project }) => {
        const given = Object.entries({ state, project }).filter(([, value]) => typeof value === 'string');
        return {
          method: 'GET',
          path: `/tasks?${new URLSearchParams(given as [string, string][]).toString()}`,
        };
      },
      rows: pickEach('tasks', ...columns),
    },
    retry: {
      usage: '<id>',
      request: ([id = '']) => ({ method: 'POST', path: `/tasks/${id}/retry` }),
      rows: (answer) => [pick(answer, ...columns)],
    },
  },
});
