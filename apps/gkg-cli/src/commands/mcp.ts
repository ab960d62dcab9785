import { createMcpServer, isHostTool, runHostTool } from '@gkg/tools';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { defineCommand } from '../command.ts';
import { createGraphAccess } from '../graph-access.ts';
import { createProjectHost } from '../project-host.ts';

export const mcp = defineCommand({
  name: 'mcp',
  usage: '[--project name | --graph file]',
  positionals: { min: 0, max: 0 },
  options: {
    project: { type: 'string', value: 'name', description: 'The project that is meant when none is named.' },
    graph: { type: 'string', value: 'file', description: 'Serve this graph file and nothing else.' },
  },
  examples: [
    ['gkg mcp', 'all projects of this machine; the working directory is the default'],
    ['gkg mcp --project app', 'the same, with a default'],
  ],
  async run({ options, config, env }, signal) {
    const access = createGraphAccess(config);
    const host = createProjectHost({ config, env });
    const oneGraph = options.graph !== undefined;
    const server = createMcpServer({
      manyProjects: !oneGraph,
      mayIndex: !oneGraph,
      async call({ tool, arguments: args, project }, callSignal) {
        if (!oneGraph && isHostTool(tool)) return runHostTool(host, tool, args, callSignal);
        const choice = { graph: options.graph, project: project ?? options.project };
        return access.call({ tool, arguments: args, ...choice }, callSignal);
      },
    });
    const ended = Promise.withResolvers<void>();
    server.onclose = ended.resolve;
    signal.addEventListener('abort', () => ended.resolve());
    process.stdin.once('end', ended.resolve);
    await server.connect(new StdioServerTransport());
    await ended.promise;
    await server.close();
    await access.close();
  },
});
