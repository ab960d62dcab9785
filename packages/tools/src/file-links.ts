import type { ToolContext } from './tool.ts';

/** How files hang together: by what they import of each other, and by what their code uses of each other. */
const LINKS_MAX = 5000;

const importsOf = `
  MATCH (:File {path: $path})-[:IMPORTS]->(i:ImportedSymbol)-[:IMPORTS]->(d:Definition)
  RETURN d.file AS file, i.name AS name LIMIT ${LINKS_MAX}`;
const moduleImportsOf = `
  MATCH (:File {path: $path})-[:IMPORTS]->(i:ImportedSymbol)-[:IMPORTS]->(f:File)
  RETURN f.path AS file, i.name AS name LIMIT ${LINKS_MAX}`;
const externalImportsOf = `
  MATCH (:File {path: $path})-[:IMPORTS]->(i:ImportedSymbol)
  WHERE NOT EXISTS { MATCH (i)-[:IMPORTS]->() }
  RETURN i.import_path AS file, i.name AS name LIMIT ${LINKS_MAX}`;
const importersOf = `
  MATCH (f:File)-[:IMPORTS]->(i:ImportedSymbol)-[:IMPORTS]->(:Definition)<-[:DEFINES]-(:File {path: $path})
  RETURN f.path AS file, i.name AS name LIMIT ${LINKS_MAX}`;
const moduleImportersOf = `
  MATCH (f:File)-[:IMPORTS]->(i:ImportedSymbol)-[:IMPORTS]->(:File {path: $path})
  RETURN f.path AS file, i.name AS name LIMIT ${LINKS_MAX}`;

const usedBy = `
  MATCH (:File {path: $path})-[:DEFINES*1..6]->(d:Definition)-[:CALLS|REFERENCES]->(t:Definition)
  RETURN t.file AS file, count(*) AS total`;
const usedAtTop = `
  MATCH (:File {path: $path})-[:CALLS|REFERENCES]->(t:Definition) RETURN t.file AS file, count(*) AS total`;
const usersOf = `
  MATCH (:File {path: $path})-[:DEFINES*1..6]->(d:Definition)<-[:CALLS|REFERENCES]-(s:Definition)
  RETURN s.file AS file, count(*) AS total`;
const topUsersOf = `
  MATCH (:File {path: $path})-[:DEFINES*1..6]->(d:Definition)<-[:CALLS|REFERENCES]-(s:File)
  RETURN s.path AS file, count(*) AS total`;

interface NamedLink {
  readonly file: string;
  readonly name: string | null;
}

interface CountedLink {
  readonly file: string;
  readonly total: number;
}

/** By file (or by module, outside), the names imported. */
export type ImportLinks = ReadonlyMap<string, ReadonlySet<string>>;
export type UseLinks = ReadonlyMap<string, number>;

export async function importLinks(context: ToolContext, path: string) {
  const ask = (statement: string) => context.rows<NamedLink>(statement, { path });
  const [own, modules, external, importers, moduleImporters] = await Promise.all(
    [importsOf, moduleImportsOf, externalImportsOf, importersOf, moduleImportersOf].map(ask),
  );
  return {
    imports: byFile(path, own, modules),
    external: byFile(path, external),
    importers: byFile(path, importers, moduleImporters),
    capped: [own, modules, external, importers, moduleImporters].some((part) => part?.length === LINKS_MAX),
  };
}

export async function useLinks(
  context: ToolContext,
  path: string,
): Promise<{ uses: UseLinks; users: UseLinks }> {
  const ask = (statement: string) => context.rows<CountedLink>(statement, { path });
  const [uses, atTop, users, topUsers] = await Promise.all([usedBy, usedAtTop, usersOf, topUsersOf].map(ask));
  return { uses: summed(path, uses, atTop), users: summed(path, users, topUsers) };
}

function byFile(self: string, ...parts: (readonly NamedLink[] | undefined)[]): Map<string, Set<string>> {
  const links = new Map<string, Set<string>>();
  for (const { file, name } of parts.flatMap((part) => part ?? [])) {
    if (file === self) continue;
    const names = links.get(file) ?? new Set();
    links.set(file, names.add(name || '*'));
  }
  return links;
}

function summed(self: string, ...parts: (readonly CountedLink[] | undefined)[]): Map<string, number> {
  const links = new Map<string, number>();
  for (const { file, total } of parts.flatMap((part) => part ?? [])) {
    if (file !== self) links.set(file, (links.get(file) ?? 0) + total);
  }
  return links;
}
