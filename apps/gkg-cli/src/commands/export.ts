import { exportGraph, openGraph } from '@gkg/graph-store';
import { defineCommand, usageError } from '../command.ts';
import { graphFileOf } from '../graph-file.ts';

const formats = ['jsonl'];

export const exportCommand = defineCommand({
  name: 'export',
  usage: '[--project name | --graph file] [--format jsonl]',
  positionals: { min: 0, max: 0 },
  options: {
    project: { type: 'string', value: 'name', description: 'Name, id or directory of an indexed project.' },
    graph: { type: 'string', value: 'file', description: 'A graph file instead of an indexed project.' },
    format: { type: 'string', value: 'jsonl', description: 'jsonl is the only one, and the default.' },
  },
  examples: [
    ['gkg export --project django > django.jsonl', 'the graph of an indexed project'],
    ['gkg export --graph out.kuzu | grep CALLS', 'the calls in a graph file'],
  ],
  async run({ options, config, terminal }, signal) {
    if (options.format !== undefined && !formats.includes(options.format)) {
      throw usageError(this, `--format is one of ${formats.join(', ')}, not "${options.format}".`);
    }
    const graph = await openGraph(await graphFileOf(options, config.dataDir));
    try {
      for await (const line of exportGraph(graph, signal)) await terminal.write(`${line}\n`);
    } finally {
      await graph.close();
    }
  },
});
