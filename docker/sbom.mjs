/**
 * A software bill of materials in CycloneDX 1.6: the packages that lie in an image, with licence, address and the
 * checksum that the lockfile holds of what was downloaded. The same content gives the same bytes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a pnpm store directory, in the order of names. */
export function componentsOf(store, lockfile) {
  const checksums = checksumsOf(lockfile);
  const found = new Map();
  for (const entry of readdirSync(store)) {
    for (const path of packagesIn(join(store, entry, 'node_modules'))) {
      const component = componentOf(JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')), checksums);
      found.set(component.purl, component);
    }
  }
  return [...found.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1));
}

export function sbomOf({ name, version, components }) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version, 'bom-ref': name } },
    components,
  };
}

/** Directories of packages of their own; links lead to other entries of the store. */
function packagesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.name.startsWith('@')) return packagesIn(path);
    return existsSync(join(path, 'package.json')) ? [path] : [];
  });
}

function componentOf({ name, version, license, licenses, description }, checksums) {
  const [scope, bare] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${scope === undefined ? '' : `${encodeURIComponent(scope)}/`}${bare}@${version}`;
  const checksum = checksums.get(`${name}@${version}`);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(scope === undefined ? {} : { group: scope }),
    name: bare,
    version,
    ...(description === undefined ? {} : { description }),
    ...(checksum === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: checksum }] }),
    licenses: licenceOf(license ?? licenses?.[0]),
    purl,
  };
}

function licenceOf(given) {
  const text = typeof given === 'string' ? given : given?.type;
  if (text === undefined) return [];
  if (/ (OR|AND|WITH) /.test(text)) return [{ expression: text }];
  return [{ license: /^[\w.+-]+$/.test(text) ? { id: text } : { name: text } }];
}

/** `name@version` to the hex form of its sha512; the lockfile's own form is base64. */
function checksumsOf(lockfile) {
  const entries = lockfile.matchAll(
    /^ {2}'?(@?[^\s@']+@[^\s:'(]+)'?:\n {4}resolution: \{integrity: sha512-([^,}]+)/gm,
  );
  return new Map([...entries].map(([, id, base64]) => [id, Buffer.from(base64, 'base64').toString('hex')]));
}
