import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  appImports,
  clientFaults,
  environmentFaults,
  formFaults,
  layeringFaults,
  nameFaults,
  packageImports,
} from './architecture.ts';
import { importsOf, root, sourceFiles } from './source-files.ts';

const sources = [...sourceFiles('packages'), ...sourceFiles('apps')];

describe('the layers', () => {
  test('there are sources to look at', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  test('imports point down only, through the one door of a package', () => {
    expect(sources.flatMap(layeringFaults)).toEqual([]);
  });

  test('a package.json declares no package that its layer may not import', () => {
    expect([...manifestFaults('packages', packageImports), ...manifestFaults('apps', appImports)]).toEqual(
      [],
    );
  });

  test('a foreign client has one owner', () => {
    expect(sources.flatMap(clientFaults)).toEqual([]);
  });

  test('only config.ts reads the environment', () => {
    expect(sources.flatMap(environmentFaults)).toEqual([]);
  });
});

describe('the manner', () => {
  test('no file or folder is called utils, common, shared, helpers or types', () => {
    expect([...sources, ...sourceFiles('test')].flatMap(nameFaults)).toEqual([]);
  });

  test('no default exports, enums, namespaces, singletons', () => {
    expect(sources.flatMap(formFaults)).toEqual([]);
  });

  test('src/index.ts only passes on what others define', () => {
    const doors = sources.filter((file) => /^packages\/[^/]+\/src\/index\.ts$/.test(file.path));
    expect(
      doors.filter((file) => /^\s*(export\s+)?(async\s+)?(function|class|const|let)\b/m.test(file.text)),
    ).toEqual([]);
  });
});

describe('the languages', () => {
  const folder = join(root, 'packages/code-graph/src/languages');
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const has = (name: string, file: string) => existsSync(join(folder, name, file));
  /** The folder of the family is a language's own, or that of another in the same program. */
  const familyOf = (name: string) =>
    /from '\.\.?\/(?:(\w+)\/)?family\.ts'/.exec(readFileSync(join(folder, name, 'index.ts'), 'utf8'));

  test('each folder is a language or the family of some, and has the files of such', () => {
    const languages = folders.filter(({ name }) => has(name, 'index.ts'));
    const families = new Set(languages.map(({ name }) => familyOf(name)?.[1] ?? name));
    const missing = folders.flatMap(({ name }) => [
      ...(has(name, 'index.ts') && !has(name, 'extract.ts') ? [`${name}/extract.ts`] : []),
      ...(families.has(name) && !has(name, 'family.ts') ? [`${name}/family.ts`] : []),
      ...(has(name, 'index.ts') || families.has(name) ? [] : [name]),
    ]);
    expect(languages.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  test('none is named outside its folder', () => {
    const inside = /^packages\/code-graph\/src\/languages\//;
    const importers = sources.filter((file) => !inside.test(file.path) && importsGrammar(file.imports));
    expect(importers.map((file) => file.path)).toEqual([]);
  });
});

describe('the rules can fail', () => {
  const fault = (path: string, text: string) => ({ path, text, imports: importsOf(text) });

  test.each([
    ['packages/protocol/src/a.ts', "import { x } from '@gkg/runtime';"],
    ['packages/code-graph/src/a.ts', "import type { x } from '@gkg/protocol';"],
    ['packages/tools/src/a.ts', "export * from '@gkg/ontology/src/code-graph.ts';"],
    ['packages/tools/src/a.ts', "import {\n  a,\n  b,\n} from '@gkg/indexing';"],
    ['packages/tools/src/a.ts', "import { x } from '../../ontology/src/index.ts';"],
    ['apps/gkg-proxy/src/a.ts', "const m = await import('@gkg/tools');"],
    ['apps/gkg-proxy/src/a.ts', "import { x } from 'gkg-indexer';"],
    ['packages/new-one/src/a.ts', ''],
    ['packages/git-source/src/a.ts', "import { startGitaly } from '@gkg/testkit';"],
  ])('layering: %s', (path, text) => {
    expect(layeringFaults(fault(path, text))).toHaveLength(1);
  });

  test('source text in a template is data, and what follows it is not', () => {
    const data = "const a = `import x from '@gkg/runtime';\\nexport default 1;`;";
    expect(layeringFaults(fault('packages/protocol/src/a.test.ts', data))).toEqual([]);
    expect(formFaults(fault('packages/protocol/src/a.test.ts', data))).toEqual([]);
    const after = `${data}\nimport { x } from '@gkg/runtime';\nexport default 1;`;
    expect(layeringFaults(fault('packages/protocol/src/a.test.ts', after))).toHaveLength(1);
    expect(formFaults(fault('packages/protocol/src/a.test.ts', after))).toHaveLength(1);
  });

  test('only tests see the stand-ins', () => {
    const text = "import { startGitaly } from '@gkg/testkit';";
    expect(layeringFaults(fault('packages/git-source/src/a.test.ts', text))).toEqual([]);
  });

  test('clients, names, forms, environment', () => {
    expect(clientFaults(fault('apps/gkg-cli/src/a.ts', "import { Database } from 'kuzu';"))).toHaveLength(1);
    expect(nameFaults(fault('packages/tools/src/utils/a.ts', ''))).toHaveLength(1);
    expect(nameFaults(fault('packages/tools/src/types.ts', ''))).toHaveLength(1);
    expect(formFaults(fault('packages/tools/src/a.ts', 'export default 1;'))).toHaveLength(1);
    expect(formFaults(fault('packages/tools/src/a.ts', 'export const enum A { B }'))).toHaveLength(1);
    expect(formFaults(fault('packages/tools/src/a.ts', "const prose = 'x'; // namespace A"))).toEqual([]);
    expect(environmentFaults(fault('apps/gkg-cli/src/a.ts', 'const h = process.env.HOME;'))).toHaveLength(1);
    expect(environmentFaults(fault('apps/gkg-cli/src/main.ts', 'run(process.env.HOME);'))).toHaveLength(1);
    expect(environmentFaults(fault('apps/gkg-cli/src/main.ts', 'run(process.env);'))).toEqual([]);
  });
});

function manifestFaults(kind: string, table: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(table).flatMap(([name, allowed]) => {
    const file = join(root, kind, name, 'package.json');
    if (!existsSync(file)) return [`${kind}/${name} is in the table but not in the repository`];
    const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: object };
    return Object.keys(dependencies)
      .filter((dependency) => dependency.startsWith('@gkg/') && !allowed.includes(dependency.slice(5)))
      .map((dependency) => `${name} declares ${dependency}`);
  });
}

function importsGrammar(imports: readonly string[]): boolean {
  return imports.some((specifier) => specifier.startsWith('tree-sitter-'));
}
