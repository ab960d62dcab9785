import { adminCommand, pick, pickEach } from '../admin-command.ts';

export const nodes = adminCommand({
  name: 'nodes',
  options: {},
  examples: [
    ['gkg nodes', 'all nodes'],
    ['gkg nodes drain node-2', 'move its projects to others'],
    ['gkg nodes forget 2', 'forget one that is gone'],
  ],
  actions: {
    list: {
      usage: '',
      request: () => ({ method: 'GET', path: '/nodes' }),
      rows: pickEach(
        'nodes',
        'id',
        'name',
        'standing',
        'drain',
        'replicas',
        'primaries',
        'incoming',
        'used_bytes',
        'total_bytes',
        'task_count',
        'last_seen_at',
      ),
    },
    drain: {
      usage: '<name>',
      request: ([name = '']) => ({ method: 'POST', path: `/nodes/${encodeURIComponent(name)}/drain` }),
      rows: (answer) => [pick(answer, 'id', 'name', 'standing', 'drain', 'replicas', 'held_up')],
    },
    resume: {
      usage: '<name>',
      request: ([name = '']) => ({ method: 'POST', path: `/nodes/${encodeURIComponent(name)}/resume` }),
      rows: (answer) => [pick(answer, 'id', 'name', 'standing', 'drain', 'replicas')],
    },
    forget: {
      usage: '<id>',
      request: ([id = '']) => ({ method: 'DELETE', path: `/nodes/${id}` }),
      rows: () => [],
    },
  },
});
