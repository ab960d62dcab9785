import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GkgError } from '@gkg/protocol';
import { listLocalProjects } from './local-projects.ts';
import { selectProject } from './select-project.ts';

/** The graph file that `--graph` or `--project` names; published graphs never change, so a server may run. */
export async function graphFileOf(
  options: { readonly graph: string | undefined; readonly project: string | undefined },
  dataDir: string,
): Promise<string> {
  if (options.graph !== undefined) return existingFile(resolve(options.graph));
  const projects = await listLocalProjects(dataDir);
  return selectProject(projects, options.project, process.cwd()).version.file;
}

async function existingFile(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return file;
  throw new GkgError('graph_invalid', `There is no graph file ${file}.`, { detail: { file } });
}
