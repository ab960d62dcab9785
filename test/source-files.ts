import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const importForms = [
  /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
];

/**
 * What a file imports, statically or by a constant dynamic import. Source text in a template or, since Prettier
 * writes single quotes wherever it can, in double quotes is a test's data.
 */
export function importsOf(text: string): string[] {
  const code = withoutTemplates(withoutBlockComments(text)).replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""');
  return importForms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1] ?? ''));
}

/** Every TypeScript file below a folder of the repository; fixtures are data, not sources. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|fixtures)\//.test(path))
    .toSorted()
    .map((path) => readSource(path));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, imports: importsOf(text) };
}

/** `packages/tools` of `packages/tools/src/callers.ts`. */
export function workspaceOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** Text without comments and string contents, so that a word in prose is not taken for code. */
export function codeOf(text: string): string {
  return withoutTemplates(withoutBlockComments(text))
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replaceAll(/\/\/.*$/gm, '');
}

function withoutBlockComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

function withoutTemplates(text: string): string {
  return text.replaceAll(/`(?:[^`\\]|\\.)*`/g, '``');
}
