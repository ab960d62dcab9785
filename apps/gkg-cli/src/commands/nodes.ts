import { adminCommand, pick, pickEach } from '../admin-command.ts';

export const nodes = adminCommand({
  name: 'nodes',
  options: {
    wait: {
      type: 'string',
      value: 'seconds',
      description: 'With drain: answer when the node is empty, or fail after that time.',
    },
  },
  examples: [
    ['gkg nodes', 'all nodes'],
    ['gkg nodes drain node-2', 'move its projects to others'],
    ['gkg nodes drain node-2 --wait 3600', 'and return when it is empty, within an hour'],
    ['gkg nodes resume node-2', 'let it have projects again'],
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
      next: ({ name, drain }) =>
        drain === 'drained' ? null : { method: 'GET', path: `/nodes/${encodeURIComponent(String(name))}` },
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
