import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One end of an expected edge; a null name is module level, a position an anonymous function. */
export interface ExpectedEnd {
  readonly file: string;
  readonly name: string | null;
  readonly position: { readonly line: number; readonly column: number } | null;
}

export interface ExpectedEdge {
  readonly source: ExpectedEnd;
  readonly target: ExpectedEnd;
  readonly mode: string;
}

export interface SuiteCase {
  readonly family: string;
  readonly name: string;
  readonly directory: string;
  readonly edges: readonly ExpectedEdge[];
  /** Whether a definition that begins the file is one with the module. */
  readonly sharesModulePosition: boolean;
}

const callEdgeFamilies = [
  'python',
  'javascript',
  'typescript',
  'tsx',
  'pts-javascript',
  'jelly-micro',
  'ruby',
  'c',
  'cpp',
  'cuda',
  'go',
  'rust',
  'java',
  'kotlin',
  'csharp',
  'php',
];
const code2flowLanguages = ['py', 'js', 'mjs', 'rb', 'php'];

/** The cases of both suites, or null when they are not there. */
export function loadCases(suites: string): SuiteCase[] | null {
  if (!existsSync(join(suites, 'call-edges')) || !existsSync(join(suites, 'code2flow'))) return null;
  return [...callEdgeFamilies.flatMap((family) => callEdgeCases(suites, family)), ...code2flowCases(suites)];
}

const end = z.object({ name: z.string(), file: z.string() });
const callEdges = z.object({ edges: z.array(z.object({ source: end, target: end, mode: z.string() })) });

function callEdgeCases(suites: string, family: string): SuiteCase[] {
  const folder = join(suites, 'call-edges', family);
  if (existsSync(join(folder, 'expected-edges.json'))) return [callEdgeCase(family, family, folder)];
  return readdirSync(folder)
    .toSorted()
    .map((name) => callEdgeCase(family, name, join(folder, name)));
}

function callEdgeCase(family: string, name: string, directory: string): SuiteCase {
  const { edges } = callEdges.parse(readJson(join(directory, 'expected-edges.json')));
  return {
    family,
    name,
    directory,
    sharesModulePosition: family === 'jelly-micro',
    edges: edges.map(({ source, target, mode }) => ({
      source: readEnd(source.file, source.name),
      target: readEnd(target.file, target.name),
      mode,
    })),
  };
}

/** `<anon@13:11>` is a function without a name, `C6.<static:75:2>` a static block: both are positions. */
function readEnd(file: string, name: string): ExpectedEnd {
  const position = /<(?:anon@|static:)(\d+):(\d+)>$/.exec(name);
  if (position !== null) {
    return { file, name: null, position: { line: Number(position[1]), column: Number(position[2]) } };
  }
  return { file, name: name === '<root>' ? null : name.replaceAll('::', '.'), position: null };
}

const code2flow = z.array(
  z.object({
    language: z.string(),
    name: z.string(),
    directory: z.string(),
    expected_edges: z.array(z.tuple([z.string(), z.string()])),
  }),
);

function code2flowCases(suites: string): SuiteCase[] {
  const root = join(suites, 'code2flow');
  const cases = code2flow.parse(readJson(join(root, 'expected.json')));
  return cases.flatMap(({ language, name, directory, expected_edges: edges }) => {
    const places = (language === 'js' ? ['js', 'mjs'] : [language]).filter((place) =>
      code2flowLanguages.includes(place),
    );
    const found = places.map((place) => join(root, place, directory)).find((path) => existsSync(path));
    if (found === undefined) return [];
    const family = `code2flow/${language}`;
    return [{ family, name, directory: found, sharesModulePosition: false, edges: edges.map(code2flowEdge) }];
  });
}

function code2flowEdge([source, target]: readonly [string, string]): ExpectedEdge {
  return { source: code2flowEnd(source), target: code2flowEnd(target), mode: 'any' };
}

function code2flowEnd(text: string): ExpectedEnd {
  const [file = '', name = ''] = text.split('::');
  return { file, name: name.endsWith('(global)') ? null : name, position: null };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
