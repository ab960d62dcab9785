import { GkgError } from '@gkg/protocol';
import { z } from 'zod';
import { text } from './arguments.ts';
import { textOf } from './list-projects.ts';
import { hostTool } from './tool.ts';

export const indexProject = hostTool({
  name: 'index_project',
  title: 'Index a directory',
  description: `Reads a directory of source code on this machine and makes its code graph, or renews it after changes; then the other tools answer about it. Reads only; nothing is written into the directory. Takes seconds.
Example: {"path": "/home/me/src/shop"}`,
  input: z.object({
    path: text.min(1).describe('Directory to index, absolute.'),
    format: z
      .enum(['text', 'json'])
      .default('text')
      .describe('`text` to read, `json` to process. Default: text.'),
  }),
  text: { line: textOf },
  async run(host, args, signal) {
    if (host.index === undefined) {
      throw new GkgError('forbidden', 'Projects of this server are indexed by its operator, not by a tool.');
    }
    const project = await host.index(args.path, signal);
    return { summary: `${project.project} is indexed.`, rows: [project], total: 1 };
  },
});
