import type { XmlElement } from '@rgrove/parse-xml';
import type { DeclaredDependency, ManifestFormat, ManifestSource } from './manifest.ts';
import { hasName, pathFrom } from './places.ts';
import { childElements, childrenNamed, childText, elementsAt, parseElements } from './xml.ts';

/** Parents of parents that are followed; a repository may have them in a circle. */
const parentsMax = 16;
/** A property may stand for a property, which may stand for itself, and several times. */
const substitutionsMax = 8;
const substitutedUnitsMax = 1000;

/**
 * A POM: its dependencies and those of its profiles, what it manages for its modules, and its parent. A
 * version that is left out or a property is looked up in the POM and in its parents in the repository.
 */
export const pom: ManifestFormat = {
  ecosystem: 'maven',
  syntax: 'xml',
  matches: (path) => hasName(path, 'pom.xml') || path.endsWith('.pom'),
  read(source) {
    const lineage = readLineage(source);
    const properties = propertiesOf(lineage);
    const managed = managedVersions(lineage, properties);
    const [project] = lineage;
    const bodies = [project!, ...elementsAt(project, 'profiles', 'profile')];
    const elements = [
      ...childrenNamed(project, 'parent'),
      ...bodies.flatMap((body) => elementsAt(body, 'dependencies', 'dependency')),
      ...bodies.flatMap((body) => elementsAt(body, 'dependencyManagement', 'dependencies', 'dependency')),
    ];
    return { dependencies: elements.flatMap((element) => readDependency(element, properties, managed)) };
  },
};

/** The POM and its parents in the repository, the nearest first. */
function readLineage(source: ManifestSource): XmlElement[] {
  const lineage = [parseElements(source.text)];
  const seen = new Set([source.path]);
  for (let path = parentPath(source.path, lineage[0]!); lineage.length < parentsMax;) {
    const parent = path === undefined || seen.has(path) ? undefined : source.other(path, parseElements);
    if (path === undefined || parent === undefined) break;
    seen.add(path);
    lineage.push(parent);
    path = parentPath(path, parent);
  }
  return lineage;
}

function parentPath(path: string, project: XmlElement): string | undefined {
  const [parent] = childrenNamed(project, 'parent');
  if (parent === undefined) return undefined;
  const [written] = childrenNamed(parent, 'relativePath');
  const place = written === undefined ? '../pom.xml' : written.text.trim();
  if (place === '') return undefined;
  return pathFrom(path, place.endsWith('.xml') ? place : `${place}/pom.xml`);
}

function propertiesOf(lineage: readonly XmlElement[]): Map<string, string> {
  const properties = new Map<string, string>();
  for (const project of lineage.toReversed()) {
    for (const property of elementsAt(project, 'properties').flatMap(childElements)) {
      properties.set(property.name, property.text.trim());
    }
    const [parent] = childrenNamed(project, 'parent');
    for (const name of ['groupId', 'artifactId', 'version']) {
      const own = childText(project, name);
      const inherited = childText(parent, name);
      const value = own || (name === 'artifactId' ? '' : inherited);
      for (const prefix of ['project.', 'pom.', '']) if (value !== '') properties.set(prefix + name, value);
      if (inherited !== '') properties.set(`project.parent.${name}`, inherited);
    }
  }
  return properties;
}

function substitute(text: string, properties: ReadonlyMap<string, string>): string {
  let value = text;
  for (let round = 0; round < substitutionsMax && value.length <= substitutedUnitsMax; round++) {
    const next = value.replace(
      /\$\{([^}]+)\}/g,
      (whole, name: string) => properties.get(name.trim()) ?? whole,
    );
    if (next === value) break;
    value = next;
  }
  return value;
}

function managedVersions(lineage: readonly XmlElement[], properties: ReadonlyMap<string, string>) {
  const managed = new Map<string, string>();
  for (const project of lineage.toReversed()) {
    for (const element of elementsAt(project, 'dependencyManagement', 'dependencies', 'dependency')) {
      const version = substitute(childText(element, 'version'), properties);
      if (version !== '') managed.set(nameOf(element, properties), version);
    }
  }
  return managed;
}

function readDependency(
  element: XmlElement,
  properties: ReadonlyMap<string, string>,
  managed: ReadonlyMap<string, string>,
): DeclaredDependency[] {
  const name = nameOf(element, properties);
  if (name === ':') return [];
  const version = substitute(childText(element, 'version'), properties);
  return [{ name, requirement: version || (managed.get(name) ?? '') }];
}

function nameOf(element: XmlElement, properties: ReadonlyMap<string, string>): string {
  return substitute(`${childText(element, 'groupId')}:${childText(element, 'artifactId')}`, properties);
}
