import type { Manifest } from '@gkg/protocol';
import { outermost, ownerName } from './definition-id.ts';
import type { FoundDefinition } from './find-definition.ts';
import type { ToolContext } from './tool.ts';

/** Why an answer about the whole repository may miss something; none when every site was resolved. */
export function repositoryReasons(manifest: Manifest): string[] {
  if (manifest.unresolved_sites === 0) return [];
  const [unresolved, all] = [manifest.unresolved_sites, manifest.call_sites].map(grouped);
  return [`${unresolved} of ${all} call sites in this repository could not be resolved`];
}

/** A file may come more than once: to take that out here would take as long as the rest. */
const importers = `
  MATCH (f:File)-[:IMPORTS]->(:ImportedSymbol)-[:IMPORTS]->(d:Definition {id: $id})
  RETURN f.path AS path, f.unresolved_sites + f.cut_sites AS sites`;
/** As a module, or all of it: what is used of it then is not said by the import. */
const moduleImporters = `
  MATCH (f:File)-[:IMPORTS]->(:ImportedSymbol)-[:IMPORTS]->(:File {path: $path})
  RETURN f.path AS path, f.unresolved_sites + f.cut_sites AS sites`;

const unresolvedInFile = `
  MATCH (f:File {path: $file}) RETURN f.path AS path, f.unresolved_sites + f.cut_sites AS sites`;

const unresolvedName = `
  MATCH (n:Name {name: $name}) RETURN n.name AS name, n.unresolved_calls AS sites`;

interface NameSites {
  readonly name: string;
  readonly sites: number;
}

interface FileSites {
  readonly path: string;
  readonly sites: number;
}

/**
 * The same for the uses of one definition, with how much of it has its name, and how much is in its own file
 * and in the files that import it, or what it is a member of.
 */
export async function usesReasons(
  context: ToolContext,
  { id, file, kind, name }: Pick<FoundDefinition, 'id' | 'file' | 'kind' | 'name'>,
): Promise<string[]> {
  const [whole] = repositoryReasons(context.manifest);
  if (whole === undefined) return [];
  const [[called], ...parts] = await Promise.all([
    // A constructor is called by its class's name.
    context.rows<NameSites>(unresolvedName, { name: (kind === 'constructor' && ownerName(id)) || name }),
    context.rows<FileSites>(unresolvedInFile, { file }),
    context.rows<FileSites>(importers, { id: outermost(id) }),
    context.rows<FileSites>(moduleImporters, { path: file }),
  ]);
  const byFile = new Map(parts.flat().map((row) => [row.path, row.sites]));
  const sites = [...byFile.values()].reduce((sum, count) => sum + count, 0);
  const ofName = called === undefined ? '' : `${grouped(called.sites)} of them named ${called.name}, `;
  return [`${whole}; ${ofName}${grouped(sites)} in the file that defines it or in files that import it`];
}

/** The same for what is called from a file. */
export async function fileReasons(context: ToolContext, file: string): Promise<string[]> {
  const [own] = await context.rows<FileSites>(unresolvedInFile, { file });
  const sites = own?.sites ?? 0;
  return sites === 0 ? [] : [`${grouped(sites)} call sites in ${file} could not be resolved`];
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
