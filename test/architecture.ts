import { dirname, join } from 'node:path';
import { codeOf, isTest, type SourceFile, workspaceOf } from './source-files.ts';

/** What each package may import; whatever is not named here does not exist yet. */
export const packageImports: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  ontology: [],
  placement: [],
  runtime: ['protocol'],
  'code-graph': ['ontology'],
  'graph-store': ['ontology', 'protocol', 'runtime'],
  'git-source': ['protocol', 'runtime'],
  tools: ['graph-store', 'ontology', 'protocol'],
  indexing: ['code-graph', 'graph-store', 'ontology', 'protocol', 'runtime'],
  testkit: ['code-graph', 'graph-store', 'indexing', 'ontology', 'protocol', 'runtime', 'tools'],
};

/** The packages an app is made of; apps never import apps. */
export const appImports: Readonly<Record<string, readonly string[]>> = {
  'gkg-indexer': ['indexing', 'ontology', 'protocol', 'runtime'],
  'gkg-webserver': ['graph-store', 'protocol', 'runtime', 'tools'],
  'gkg-proxy': ['git-source', 'ontology', 'protocol', 'runtime'],
  'gkg-coordinator': ['git-source', 'placement', 'protocol', 'runtime', 'tools'],
  'gkg-cli': ['git-source', 'graph-store', 'indexing', 'protocol', 'runtime', 'tools'],
};

/** Who may import a client of something foreign. */
const clientOwners: Readonly<Record<string, readonly string[]>> = {
  kuzu: ['packages/graph-store'],
  'web-tree-sitter': ['packages/code-graph'],
  piscina: ['packages/code-graph'],
  'simple-git': ['packages/git-source'],
  '@grpc/grpc-js': ['packages/git-source', 'packages/testkit'],
  '@grpc/proto-loader': ['packages/git-source', 'packages/testkit'],
  jose: ['packages/runtime'],
  '@opentelemetry/api': ['packages/runtime'],
  '@opentelemetry/exporter-trace-otlp-http': ['packages/runtime'],
  '@opentelemetry/resources': ['packages/runtime'],
  '@opentelemetry/sdk-trace': ['packages/runtime'],
  pino: ['packages/runtime'],
  'prom-client': ['packages/runtime'],
  undici: ['apps/gkg-proxy', 'packages/runtime'],
  kysely: ['apps/gkg-coordinator'],
  '@electric-sql/pglite': ['apps/gkg-coordinator'],
  pg: ['apps/gkg-coordinator'],
};

const forbiddenNames = /^(utils?|common|shared|helpers?|types)(\.|$)/;
const environmentReader = 'packages/runtime/src/config.ts';

/** Imports of our packages that the tables do not allow, and imports that go around a package's door. */
export function layeringFaults(file: SourceFile): string[] {
  const owner = workspaceOf(file.path);
  const [kind, name = ''] = owner.split('/');
  const allowed = (kind === 'packages' ? packageImports : appImports)[name];
  if (allowed === undefined) return [`${owner} is not in the table of the architecture test`];
  // What stands in for foreign services is for tests alone.
  const tested = isTest(file.path) ? [...allowed, 'testkit'] : allowed;
  return file.imports.flatMap((specifier) => importFaults(file.path, specifier, tested));
}

function importFaults(path: string, specifier: string, allowed: readonly string[]): string[] {
  if (specifier.startsWith('.')) return relativeFaults(path, specifier);
  if (specifier.startsWith('gkg-')) return [`${path} imports the app ${specifier}`];
  if (!specifier.startsWith('@gkg/')) return [];
  const [, name = '', ...inside] = specifier.split('/');
  if (inside.length > 0) return [`${path} goes around the door of ${name}: ${specifier}`];
  return allowed.includes(name) ? [] : [`${path} may not import ${specifier}`];
}

function relativeFaults(path: string, specifier: string): string[] {
  const target = join(dirname(path), specifier).replaceAll('\\', '/');
  if (workspaceOf(target) !== workspaceOf(path)) return [`${path} reaches out of its package: ${specifier}`];
  return /\.(ts|tsx|json|wasm)$/.test(specifier)
    ? []
    : [`${path} imports without an extension: ${specifier}`];
}

export function clientFaults(file: SourceFile): string[] {
  return file.imports
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((name) => clientOwners[name]?.includes(workspaceOf(file.path)) === false)
    .map((name) => `${file.path} imports ${name}, which belongs to ${clientOwners[name]?.join(' and ')}`);
}

export function nameFaults(file: SourceFile): string[] {
  return file.path.split('/').some((part) => forbiddenNames.test(part)) ? [file.path] : [];
}

const forbiddenForms: readonly (readonly [RegExp, string])[] = [
  [/^\s*export\s+default\b/m, 'a default export'],
  [/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/m, 'an enum'],
  [/^\s*(?:export\s+)?(?:declare\s+)?namespace\s+\w/m, 'a namespace'],
  [/\bstatic\s+(?:#|private\s+)?instance\b|\bgetInstance\b/, 'a singleton'],
];

export function formFaults(file: SourceFile): string[] {
  const code = codeOf(file.text);
  return forbiddenForms.filter(([form]) => form.test(code)).map(([, name]) => `${file.path} has ${name}`);
}

/** A composition root hands the environment over as a whole; reading a variable is for config.ts. */
export function environmentFaults(file: SourceFile): string[] {
  if (file.path === environmentReader || isTest(file.path)) return [];
  const isRoot = /^apps\/[^/]+\/src\/main\.ts$/.test(file.path);
  const reading = isRoot ? /\bprocess\s*\.\s*env\s*[.[]/ : /\bprocess\s*\.\s*env\b/;
  return reading.test(codeOf(file.text)) ? [file.path] : [];
}
