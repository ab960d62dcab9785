import { isTable, type ManifestFormat, tableAt } from './manifest.ts';
import { hasName } from './places.ts';

const sections = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

export const packageJson: ManifestFormat = {
  ecosystem: 'npm',
  syntax: 'json',
  matches: (path) => hasName(path, 'package.json'),
  read: ({ text }) => ({ dependencies: sections.flatMap((section) => entries(parseTable(text), section)) }),
};

/** Packages of the platform (`php`, `ext-json`) have no vendor and come from nowhere. */
export const composerJson: ManifestFormat = {
  ecosystem: 'composer',
  syntax: 'json',
  matches: (path) => hasName(path, 'composer.json'),
  read: ({ text }) => ({
    dependencies: ['require', 'require-dev']
      .flatMap((section) => entries(parseTable(text), section))
      .filter(({ name }) => name.includes('/')),
  }),
};

function parseTable(text: string) {
  const value: unknown = JSON.parse(text);
  if (!isTable(value)) throw new SyntaxError('Not an object');
  return value;
}

function entries(manifest: Readonly<Record<string, unknown>>, section: string) {
  return Object.entries(tableAt(manifest, section)).flatMap(([name, requirement]) =>
    typeof requirement === 'string' ? [{ name, requirement }] : [],
  );
}
