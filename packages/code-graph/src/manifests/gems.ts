import { posix } from 'node:path';
import type { DeclaredDependency, ManifestFormat, ManifestReading } from './manifest.ts';
import { hasName, pathFrom } from './places.ts';
import { isComputed, type Token, tokenize } from './tokens.ts';

/** `gem 'rails', '~> 7.0', group: :test`; `gemspec` and `eval_gemfile` take over another file's. */
export const gemfile: ManifestFormat = {
  ecosystem: 'gem',
  syntax: 'ruby',
  matches: (path) => hasName(path, 'Gemfile') || hasName(path, 'gems.rb') || path.endsWith('.gemfile'),
  read({ path, text, has }) {
    const tokens = tokenize(text, 'ruby');
    const includes = callsOf(tokens, new Set(['eval_gemfile'])).flatMap(({ texts }) => {
      const file = texts[0] === undefined ? undefined : pathFrom(path, texts[0]);
      return file === undefined ? [] : [file];
    });
    const dependencies = callsOf(tokens, new Set(['gem'])).flatMap(readGem);
    return { dependencies, includes: [...includes, ...gemspecs(tokens, path, has)] };
  },
};

const adding = new Set(['add_dependency', 'add_runtime_dependency', 'add_development_dependency']);

export const gemspec: ManifestFormat = {
  ecosystem: 'gem',
  syntax: 'ruby',
  matches: (path) => path.endsWith('.gemspec'),
  read: ({ text }): ManifestReading => ({
    dependencies: callsOf(tokenize(text, 'ruby'), adding).flatMap(readGem),
  }),
};

/** A call has no end where a bracket is never closed. */
const argumentTokensMax = 200;

interface Call {
  /** The constant strings at its beginning, in order. */
  readonly texts: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

const sources = ['git', 'github', 'gitlab', 'bitbucket', 'gist', 'path'];

function readGem({ texts: [name, ...versions], options }: Call): DeclaredDependency[] {
  if (name === undefined || isComputed(name)) return [];
  const source = sources.find((key) => options.has(key));
  const asked = versions.filter((version) => !isComputed(version)).join(', ');
  return [{ name, requirement: asked || (source === undefined ? '' : options.get(source)!) }];
}

/** Calls of the names, wherever they stand, with their arguments up to the end of the statement. */
function callsOf(tokens: readonly Token[], names: ReadonlySet<string>): Call[] {
  const calls: Call[] = [];
  tokens.forEach((token, at) => {
    if (token.kind !== 'word' || !names.has(token.text)) return;
    const first = isMark(tokens[at + 1], '(') ? at + 2 : at + 1;
    if (tokens[first]?.kind === 'text') calls.push(readCall(tokens, first));
  });
  return calls;
}

function readCall(tokens: readonly Token[], first: number): Call {
  const texts: string[] = [];
  const options = new Map<string, string>();
  let key = '';
  const end = Math.min(tokens.length, first + argumentTokensMax);
  for (let at = first; at < end; at++) {
    const token = tokens[at]!;
    const goesOn = isMark(tokens[at - 1], ',') || isMark(tokens[at - 1], '[');
    if ((token.kind === 'end' && !goesOn) || isMark(token, ')') || isMark(token, ';')) break;
    if (token.kind === 'word' && ['if', 'unless', 'do'].includes(token.text)) break;
    key = keyAt(tokens, at) ?? key;
    if (token.kind !== 'text' || isMark(tokens[at + 1], ':')) continue;
    if (key === '') texts.push(token.text);
    else if (!options.has(key)) options.set(key, token.text);
  }
  return { texts, options };
}

/** `git: 'x'`, `"git": 'x'` and `:git => 'x'` begin an option. */
function keyAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at]!;
  if (token.kind === 'mark' || token.kind === 'end') return undefined;
  if (isMark(tokens[at + 1], ':') && !isMark(tokens[at + 2], ':')) return token.text;
  return isMark(tokens[at - 1], ':') && isMark(tokens[at + 1], '=') ? token.text : undefined;
}

function isMark(token: Token | undefined, text: string): boolean {
  return token !== undefined && token.kind === 'mark' && token.text === text;
}

/** The specification that stands beside a Gemfile has a name that only `name:` says where there are several. */
function gemspecs(tokens: readonly Token[], path: string, has: (path: string) => boolean): string[] {
  const at = tokens.findIndex((token, i) => token.text === 'gemspec' && startsStatement(tokens[i - 1]));
  if (at === -1) return [];
  const { options } = readCall(tokens, at + 1);
  const directory = posix.join(posix.dirname(path), options.get('path') ?? '');
  const names = [options.get('name') ?? posix.basename(directory)];
  const files = names.map((name) => posix.normalize(posix.join(directory, `${name}.gemspec`)));
  return files.filter((file) => !file.startsWith('../') && has(file));
}

function startsStatement(before: Token | undefined): boolean {
  return before === undefined || before.kind === 'end';
}
