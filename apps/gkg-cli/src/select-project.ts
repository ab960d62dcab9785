import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { GkgError } from '@gkg/protocol';

export interface NamedProject {
  readonly id: number;
  readonly name: string;
  /** The directory or address it was indexed from. */
  readonly source: string;
}

/**
 * The project that is meant: by its name, id or directory; without any of these the one that holds the
 * working directory, or the only one there is.
 */
export function selectProject<Project extends NamedProject>(
  projects: readonly Project[],
  wanted: string | undefined,
  workingDirectory: string,
): Project {
  const candidates =
    wanted === undefined ? unnamedCandidates(projects, workingDirectory) : matching(projects, wanted);
  const [first, second] = candidates;
  if (first !== undefined && second === undefined) return first;
  throw unknownProject(projects, wanted, candidates.length);
}

function matching<Project extends NamedProject>(projects: readonly Project[], wanted: string): Project[] {
  const directory = realDirectory(wanted);
  const byPlace = projects.filter(({ id, source }) => String(id) === wanted || source === directory);
  return byPlace.length > 0 ? byPlace : projects.filter(({ name }) => name === wanted);
}

function unnamedCandidates<Project extends NamedProject>(
  projects: readonly Project[],
  workingDirectory: string,
): readonly Project[] {
  const here = realDirectory(workingDirectory) + sep;
  const around = projects.filter(({ source }) => here.startsWith(source + sep));
  const innermost = around.toSorted((a, b) => b.source.length - a.source.length).slice(0, 1);
  return innermost.length > 0 ? innermost : projects;
}

function realDirectory(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function unknownProject(
  projects: readonly NamedProject[],
  wanted: string | undefined,
  candidateCount: number,
): GkgError {
  const names = projects.map(({ name, id }) => `${name} (${id})`).join(', ');
  const known = names === '' ? 'Nothing is indexed here yet: gkg index <directory>.' : `There are ${names}.`;
  if (candidateCount > 1) {
    const what =
      wanted === undefined ? 'Several projects are indexed' : `Several projects are called ${wanted}`;
    return new GkgError('unknown_project', `${what}; choose one with --project. ${known}`);
  }
  const what = wanted === undefined ? 'No project is indexed' : `There is no project "${wanted}"`;
  return new GkgError('unknown_project', `${what}. ${known}`);
}
