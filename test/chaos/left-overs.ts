/*
 * What lies in a data directory and does not belong there when nothing is under way: every entry must be one
 * of the forms below, a version must be named by its link, and nothing may wait in staged/ or sources/, nor in
 * the own directory of a lease.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const expected: readonly RegExp[] = [
  /^(graphs|staged|sources|callbacks|cache|coordinator|logs|quarantine|repositories)$/,
  /^(secret|server\.json|node\.json)$/,
  /^((graphs|staged|sources)\/)?lock$/,
  /^((graphs|staged|sources)\/)?lock\/\d+(\/(holder|own))?$/,
  /^graphs\/[0-9a-f]{2}$/,
  /^graphs\/[0-9a-f]{2}\/\d+$/,
  /^graphs\/[0-9a-f]{2}\/\d+-[^/]+\.[0-9a-f]{8}$/,
  /^graphs\/[0-9a-f]{2}\/\d+-[^/]+\.[0-9a-f]{8}\/(graph\.kuzu|manifest\.json)$/,
  /^repositories\/\d+\.json$/,
  /^(coordinator|cache|logs|quarantine)\//,
];

/** Paths in the data directory that should not be there. */
export function leftOvers(dataDir: string): string[] {
  const paths = entries(dataDir).map((path) => relative(dataDir, path));
  const unknown = paths.filter((path) => !expected.some((form) => form.test(path)));
  return [...unknown, ...unlinkedVersions(dataDir, paths)];
}

function unlinkedVersions(dataDir: string, paths: readonly string[]): string[] {
  const links = paths.filter((path) => /^graphs\/[0-9a-f]{2}\/\d+$/.test(path));
  const linked = new Set(links.map((path) => join(dirname(path), readLink(join(dataDir, path)))));
  const versions = paths.filter((path) => /^graphs\/[0-9a-f]{2}\/\d+-[^/]+$/.test(path));
  return versions.filter((path) => !linked.has(path)).map((path) => `${path} (no link names it)`);
}

function readLink(path: string): string {
  try {
    return basename(readlinkSync(path));
  } catch {
    return '';
  }
}

/** Files come and go while this looks: what is gone is no left-over. */
function entries(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? [path, ...entries(path)] : [path];
    });
  } catch {
    return [];
  }
}
