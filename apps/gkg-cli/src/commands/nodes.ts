import { adminCommand, pickEach } from '../admin-command.ts';

export const nodes = adminCommand({
  name: 'nodes',
  options: {},
  examples: [
    ['gkg nodes', 'all nodes'],
    ['gkg nodes forget 2', 'move its projects to others'],
  ],
  actions: {
    list: {
      usage: '',
      request: () => ({ method: 'GET', path: '/nodes' }),
      rows: pickEach(
        'nodes',
        'id',
        'name',
        'online',
        'url',
        'used_bytes',
        'total_bytes',
        'task_count',
        'last_seen_at',
      ),
    },
    forget: {
      usage: '<id>',
      request: ([id = '']) => ({ method: 'DELETE', path: `/nodes/${id}` }),
      rows: () => [],
    },
  },
});
