import { GkgError } from '@gkg/protocol';
import { callees } from './callees.ts';
import { callers } from './callers.ts';
import { fileDependencies } from './file-dependencies.ts';
import { getDefinition } from './get-definition.ts';
import { getReferences } from './get-references.ts';
import { impact } from './impact.ts';
import { importUsage } from './import-usage.ts';
import { indexProject } from './index-project.ts';
import { listProjects } from './list-projects.ts';
import { mostUsedDefinitions } from './most-used-definitions.ts';
import { pathBetween } from './path-between.ts';
import { readDefinitions } from './read-definitions.ts';
import { relatedFiles } from './related-files.ts';
import { repoMap } from './repo-map.ts';
import { repositoryStats } from './repository-stats.ts';
import { searchDefinitions } from './search-definitions.ts';
import type { Tool } from './tool.ts';
import { unusedDefinitions } from './unused-definitions.ts';

export const tools: readonly Tool[] = [
  searchDefinitions,
  getDefinition,
  readDefinitions,
  callers,
  callees,
  getReferences,
  impact,
  pathBetween,
  repoMap,
  fileDependencies,
  relatedFiles,
  importUsage,
  mostUsedDefinitions,
  unusedDefinitions,
  repositoryStats,
  listProjects,
  indexProject,
];

const byName = new Map(tools.map((tool) => [tool.name, tool]));

export function findTool(name: string): Tool {
  const tool = byName.get(name);
  if (tool !== undefined) return tool;
  const names = [...byName.keys()];
  throw new GkgError(
    'unknown_tool',
    `There is no tool ${JSON.stringify(name.slice(0, 60))}; there are ${names.join(', ')}.`,
    {
      detail: { tools: names },
    },
  );
}
