import { unpublish } from '@gkg/graph-store';
import type { Config } from '@gkg/runtime';
import { defineCommand } from '../command.ts';
import { createCoordinatorClient, toNamedProject } from '../coordinator-client.ts';
import { listLocalProjects } from '../local-projects.ts';
import { lockDataDir } from '../lock-data-dir.ts';
import { selectProject } from '../select-project.ts';
import { readServerState, type ServerState } from '../server-state.ts';

export const remove = defineCommand({
  name: 'remove',
  usage: '<project>',
  positionals: { min: 1, max: 1 },
  options: {},
  examples: [['gkg remove django', 'by name; an id or the directory will do as well']],
  async run({ positionals, json, config, terminal }, signal) {
    const wanted = positionals[0];
    const server = await readServerState(config.dataDir);
    const name =
      server === null
        ? await removeLocally(config, wanted)
        : await removeOnServer(server, config, wanted, signal);
    terminal.out(json ? `${JSON.stringify({ removed: name })}\n` : `Removed ${name}.\n`);
  },
});

async function removeLocally(config: Config, wanted: string | undefined): Promise<string> {
  const project = selectProject(await listLocalProjects(config.dataDir), wanted, process.cwd());
  const locked = await lockDataDir(config);
  try {
    await unpublish(locked, project.id);
  } finally {
    await locked.release();
  }
  return project.name;
}

async function removeOnServer(
  server: ServerState,
  config: Config,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const client = createCoordinatorClient(server.urls.coordinator, config);
  const projects = (await client.projects(signal)).map(toNamedProject);
  const { id, name } = selectProject(projects, wanted, process.cwd());
  await client.remove(id, signal);
  return name;
}
