import type { XmlElement } from '@rgrove/parse-xml';
import type { DeclaredDependency, ManifestFormat, ManifestSource } from './manifest.ts';
import { filesAbove, hasName } from './places.ts';
import { childElements, childrenNamed, childText, elementsAt, parseElements } from './xml.ts';

const referring = new Set(['PackageReference', 'GlobalPackageReference', 'PackageVersion']);

/**
 * A project of .NET, or a file of properties that projects share. Where a reference has no version, the
 * nearest `Directory.Packages.props` above manages it.
 */
export const dotnetProject: ManifestFormat = {
  ecosystem: 'nuget',
  syntax: 'xml',
  matches: (path) =>
    /\.(?:cs|fs|vb)proj$/i.test(path) ||
    /(?:^|\/)Directory\.(?:Packages|Build)\.(?:props|targets)$/i.test(path),
  read(source) {
    const project = parseElements(source.text);
    const properties = propertiesOf(source, project);
    const managed = managedVersions(source);
    const dependencies = references(project).flatMap((element): DeclaredDependency[] => {
      const name = element.attributes['Include'] ?? element.attributes['Update'] ?? '';
      const version = substitute(versionOf(element), properties) || (managed.get(name.toLowerCase()) ?? '');
      return name === '' ? [] : [{ name, requirement: version }];
    });
    return { dependencies };
  },
};

export const packagesConfig: ManifestFormat = {
  ecosystem: 'nuget',
  syntax: 'xml',
  matches: (path) => hasName(path.toLowerCase(), 'packages.config'),
  read: ({ text }) => ({
    dependencies: childrenNamed(parseElements(text), 'package').flatMap(({ attributes }) =>
      attributes['id'] === undefined
        ? []
        : [{ name: attributes['id'], requirement: attributes['version'] ?? '' }],
    ),
  }),
};

/** Groups may stand inside `Choose` and the like. */
function references(project: XmlElement): XmlElement[] {
  const groups = [
    ...childrenNamed(project, 'ItemGroup'),
    ...elementsAt(project, 'Choose', 'When', 'ItemGroup'),
    ...elementsAt(project, 'Choose', 'Otherwise', 'ItemGroup'),
  ];
  return groups.flatMap(childElements).filter(({ name }) => referring.has(name));
}

function versionOf(element: XmlElement): string {
  const { VersionOverride, Version } = element.attributes;
  return VersionOverride ?? Version ?? childText(element, 'Version');
}

function managedVersions(source: ManifestSource): Map<string, string> {
  const managed = new Map<string, string>();
  const path = nearest(source, 'Directory.Packages.props');
  const project = path === undefined ? undefined : source.other(path, parseElements);
  if (path === undefined || project === undefined) return managed;
  const properties = propertiesOf({ ...source, path }, project);
  for (const element of references(project)) {
    const name = element.attributes['Include'] ?? element.attributes['Update'];
    if (name !== undefined) managed.set(name.toLowerCase(), substitute(versionOf(element), properties));
  }
  return managed;
}

function propertiesOf(source: ManifestSource, project: XmlElement): Map<string, string> {
  const path = nearest(source, 'Directory.Build.props');
  const shared = path === undefined ? undefined : source.other(path, parseElements);
  const projects = shared === undefined ? [project] : [shared, project];
  const elements = projects.flatMap((each) => elementsAt(each, 'PropertyGroup').flatMap(childElements));
  return new Map(elements.map((element) => [element.name.toLowerCase(), element.text.trim()]));
}

/** The file of the name in the nearest directory above, other than the file itself. */
function nearest({ path, has }: ManifestSource, name: string): string | undefined {
  return filesAbove(path, name).find((above) => above !== path && has(above));
}

function substitute(text: string, properties: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\(([\w.]+)\)/g,
    (whole, name: string) => properties.get(name.toLowerCase()) ?? whole,
  );
}
