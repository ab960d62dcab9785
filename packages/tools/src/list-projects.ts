import { z } from 'zod';
import { pageArguments } from './arguments.ts';
import { counted } from './completeness.ts';
import { compareText } from './edges.ts';
import type { HostedProject } from './project-host.ts';
import { hostTool } from './tool.ts';

export const listProjects = hostTool({
  name: 'list_projects',
  title: 'Which projects can be asked about',
  description: `The projects whose code graph is at hand, with their state and commit. Use once at the start when it is not clear which project is meant.
Example: {}`,
  input: z.object({ ...pageArguments(50) }),
  text: { line: textOf },
  async run(host, _args, signal) {
    const all = [...(await host.list(signal))].sort(
      (a, b) => compareText(a.project, b.project) || a.namespace_id - b.namespace_id,
    );
    return { summary: `${counted(all.length, 'project')}.`, rows: all, total: all.length };
  },
});

export function textOf(project: HostedProject): string {
  const counts = Object.entries(project.counts ?? {}).map(([name, count]) => `${count} ${name}`);
  const facts = [project.state, project.commit ?? '', project.indexed_at ?? '', ...counts].filter(Boolean);
  return `  ${project.project} (${project.namespace_id}): ${facts.join(', ')}`;
}
