import type { Manifest } from '@gkg/protocol';
import { outermost } from './definition-id.ts';
import type { ToolContext } from './tool.ts';

/** Why an answer about the whole repository may miss something; none when every site was resolved. */
export function repositoryReasons(manifest: Manifest): string[] {
  if (manifest.unresolved_sites === 0) return [];
  const [unresolved, all] = [manifest.unresolved_sites, manifest.call_sites].map(grouped);
  return [`${unresolved} of ${all} call sites in this repository could not be resolved`];
}

const unresolvedNearby = `
  MATCH (f:File)-[:IMPORTS]->(:ImportedSymbol)-[:IMPORTS]->(d:Definition {id: $id})
  WHERE f.path <> $file
  WITH DISTINCT f
  RETURN sum(f.unresolved_sites + f.cut_sites) AS sites`;

const unresolvedInFile = `MATCH (f:File {path: $file}) RETURN f.unresolved_sites + f.cut_sites AS sites`;

/**
 * The same for the uses of one definition, with how much of it is in its own file and in the files that
 * import it, or what it is a member of.
 */
export async function usesReasons(context: ToolContext, id: string, file: string): Promise<string[]> {
  const [whole] = repositoryReasons(context.manifest);
  if (whole === undefined) return [];
  const [own, nearby] = await Promise.all([
    context.rows<{ sites: number | bigint | null }>(unresolvedInFile, { file }),
    context.rows<{ sites: number | bigint | null }>(unresolvedNearby, { id: outermost(id), file }),
  ]);
  const sites = Number(own[0]?.sites ?? 0) + Number(nearby[0]?.sites ?? 0);
  return [`${whole}; ${grouped(sites)} of them in the file that defines it or in files that import it`];
}

/** The same for what is called from a file. */
export async function fileReasons(context: ToolContext, file: string): Promise<string[]> {
  const [own] = await context.rows<{ sites: number | bigint | null }>(unresolvedInFile, { file });
  const sites = Number(own?.sites ?? 0);
  return sites === 0 ? [] : [`${grouped(sites)} call sites in ${file} could not be resolved`];
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
