import type { DeclaredDependency, ManifestFormat, ManifestSource } from './manifest.ts';
import { filesAbove } from './places.ts';
import { isComputed, type Token, tokenize } from './tokens.ts';
import { type Catalog, libraryOf, readCatalog, readCoordinates } from './version-catalog.ts';

/**
 * A Gradle build file in Groovy or Kotlin. Inside `dependencies { }` a statement names libraries by
 * coordinates (`implementation 'g:a:1'`), by parts (`group: 'g', name: 'a'`) or through the version catalog
 * (`libs.a`). What stands in an inner block (`exclude`) says something about a library, and names none.
 */
export const gradle: ManifestFormat = {
  ecosystem: 'maven',
  syntax: 'gradle',
  matches: (path) => /\.gradle(?:\.kts)?$/.test(path),
  read(source) {
    const tokens = tokenize(source.text, 'gradle');
    const build: Build = { constants: readConstants(tokens, source), catalog: catalogOf(source) };
    return { dependencies: statementsOf(tokens).flatMap((statement) => readStatement(statement, build)) };
  },
};

const coordinateUnitsMax = 1000;

interface Build {
  readonly constants: ReadonlyMap<string, string>;
  readonly catalog: () => Catalog | undefined;
}

/** The statements directly inside `dependencies` and `constraints` blocks. */
function statementsOf(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  /** Whether each open block is one of dependencies. */
  const blocks: boolean[] = [];
  let statement: Token[] = [];
  let parentheses = 0;
  tokens.forEach((token, at) => {
    if (token.text === '(' && token.kind === 'mark') parentheses++;
    if (token.text === ')' && token.kind === 'mark') parentheses = Math.max(0, parentheses - 1);
    const isOpening = token.kind === 'mark' && token.text === '{';
    const isClosing = token.kind === 'mark' && token.text === '}';
    const goesOn = parentheses > 0 || tokens[at - 1]?.text === ',';
    if (isOpening || isClosing || (token.kind === 'end' && !goesOn)) {
      if (blocks.at(-1) === true && statement.length > 1) statements.push(statement);
      if (isOpening) blocks.push(isDependencyBlock(statement, blocks));
      if (isClosing) blocks.pop();
      if (isOpening || isClosing) parentheses = 0;
      statement = [];
    } else if (token.kind !== 'end') statement.push(token);
  });
  return statements;
}

function isDependencyBlock(statement: readonly Token[], blocks: readonly boolean[]): boolean {
  const name = statement.at(-1)?.text;
  return name === 'dependencies' || (name === 'constraints' && blocks.at(-1) === true);
}

function readStatement(statement: readonly Token[], build: Build): DeclaredDependency[] {
  const [configuration] = statement;
  if (configuration?.kind === 'mark' || configuration?.text === 'exclude') return [];
  const named = readParts(statement, build);
  if (named !== undefined) return [named];
  const written = statement.slice(1).flatMap((token): DeclaredDependency[] => {
    const coordinates = token.kind === 'text' ? readCoordinates(fill(token.text, build)) : undefined;
    return coordinates === undefined ? [] : [known(coordinates)];
  });
  return [...written, ...fromCatalog(statement, build)];
}

/** `group: 'g', name: 'a', version: '1'`, with `=` in Kotlin. */
function readParts(statement: readonly Token[], build: Build): DeclaredDependency | undefined {
  const parts = new Map<string, string>();
  statement.forEach((token, at) => {
    const [mark, value] = [statement[at + 1], statement[at + 2]];
    if (token.kind !== 'word' || mark?.kind !== 'mark' || !/[:=]/.test(mark.text) || value === undefined)
      return;
    if (value.kind === 'text') parts.set(token.text, fill(value.text, build));
    else if (value.kind === 'word') parts.set(token.text, build.constants.get(value.text) ?? '');
  });
  const [group, name] = [parts.get('group'), parts.get('name')];
  if (!group || !name) return undefined;
  return known({ name: `${group}:${name}`, requirement: parts.get('version') ?? '' });
}

function fromCatalog(statement: readonly Token[], { catalog }: Build): DeclaredDependency[] {
  return statement.flatMap((token, at) => {
    if (token.text !== 'libs' || token.kind !== 'word' || statement[at + 1]?.text !== '.') return [];
    const path: string[] = [];
    for (let next = at + 2; statement[next]?.kind === 'word'; next += 2) {
      path.push(statement[next]!.text);
      if (statement[next + 1]?.text !== '.') break;
    }
    const libraries = catalog();
    return libraries === undefined
      ? []
      : libraryOf(libraries, path.filter((word) => word !== 'get').join('.'));
  });
}

/** A version that is computed is not known. */
function known({ name, requirement }: DeclaredDependency): DeclaredDependency {
  return { name, requirement: isComputed(requirement) ? '' : requirement };
}

function fill(text: string, { constants }: Build): string {
  if (text.length > coordinateUnitsMax) return text;
  return text.replace(/\$\{([^}]+)\}|\$([A-Za-z_]\w*)/g, (whole, braced?: string, bare?: string) => {
    const name = (braced ?? bare ?? '').trim().split('.').at(-1)!;
    return constants.get(name) ?? whole;
  });
}

/** `def v = '1'`, `ext.v = '1'`, `val v = "1"`, `v = '1'` inside `ext`; and `gradle.properties`. */
function readConstants(tokens: readonly Token[], { path, other }: ManifestSource): Map<string, string> {
  const constants = new Map<string, string>();
  for (const file of filesAbove(path, 'gradle.properties').toReversed()) {
    for (const [key, value] of other(file, readProperties) ?? []) constants.set(key, value);
  }
  tokens.forEach((token, at) => {
    const [mark, value] = [tokens[at + 1], tokens[at + 2]];
    if (token.kind === 'word' && mark?.text === '=' && value?.kind === 'text')
      constants.set(token.text, value.text);
  });
  return constants;
}

function readProperties(text: string): [string, string][] {
  const lines = text.matchAll(/^[ \t]*([\w.]+)[ \t]*[=:][ \t]*(\S*)/gm);
  return Array.from(lines, ([, key, value]) => [key!, value!]);
}

/** The catalog is read when a statement needs it first. */
function catalogOf({ path, has, other }: ManifestSource): () => Catalog | undefined {
  let catalog: Catalog | undefined;
  let isRead = false;
  return () => {
    if (isRead) return catalog;
    isRead = true;
    const file = filesAbove(path, 'gradle/libs.versions.toml').find(has);
    return (catalog = file === undefined ? undefined : other(file, readCatalog));
  };
}
