import { z } from 'zod';
import type { SourceFiles } from '../language.ts';

/** What the manifests (`composer.json`) say about where classes are. */
export interface Autoload {
  /** Whether the autoloader would look for the name (with its leading `\`) in the file. */
  loads(name: string, file: string): boolean;
  /** The directory of the package that the file belongs to, with a `/` at the end. */
  packageOf(file: string): string;
}

interface Rule {
  /** Lower case, without a leading `\`. */
  readonly prefix: string;
  readonly directory: string;
  readonly keepsPrefix: boolean;
}

const paths = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const section = z
  .object({ 'psr-4': z.record(z.string(), paths), 'psr-0': z.record(z.string(), paths) })
  .partial()
  .catch({});
const manifest = z.object({ autoload: section, 'autoload-dev': section }).partial();

export function readAutoload(files: SourceFiles): Autoload {
  const manifests = files.paths.filter((path) => path === 'composer.json' || path.endsWith('/composer.json'));
  const directories = manifests.map((path) => path.slice(0, -'composer.json'.length));
  const rules = manifests.flatMap((path) => rulesOf(files, path));
  const packages = new Set(directories);
  return {
    loads: (name, file) => rules.some((rule) => isPlace(rule, name, file)),
    packageOf(file) {
      for (let at = file; at !== '';) {
        at = at.slice(0, at.lastIndexOf('/', at.length - 2) + 1);
        if (packages.has(at)) return at;
      }
      return '';
    },
  };
}

function rulesOf(files: SourceFiles, path: string): Rule[] {
  const parsed = manifest.safeParse(parseJson(files.read(path)));
  if (!parsed.success) return [];
  const base = path.slice(0, -'composer.json'.length);
  return [parsed.data.autoload, parsed.data['autoload-dev']].flatMap((given) => [
    ...rulesIn(base, given?.['psr-4'], false),
    ...rulesIn(base, given?.['psr-0'], true),
  ]);
}

function rulesIn(
  base: string,
  given: Readonly<Record<string, readonly string[]>> | undefined,
  keepsPrefix: boolean,
): Rule[] {
  return Object.entries(given ?? {}).flatMap(([prefix, directories]) =>
    directories.map((directory) => ({
      prefix: prefix.toLowerCase(),
      directory: `${base}${directory.replace(/^\.?\/*/, '').replace(/\/*$/, '/')}`.replace(/^\/$/, ''),
      keepsPrefix,
    })),
  );
}

function isPlace({ prefix, directory, keepsPrefix }: Rule, name: string, file: string): boolean {
  const full = name.slice(1).toLowerCase();
  if (!full.startsWith(prefix) || !file.startsWith(directory)) return false;
  const rest = keepsPrefix ? full.replaceAll('_', '\\') : full.slice(prefix.length);
  return file.slice(directory.length).toLowerCase() === `${rest.replaceAll('\\', '/')}.php`;
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
