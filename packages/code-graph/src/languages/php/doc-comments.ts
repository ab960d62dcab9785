import type { Node } from '../../syntax/tree.ts';
import { meaningOfDoc } from './doc-meanings.ts';
import { type DocType, parseDocType } from './doc-types.ts';
import { commentAbove } from './documentation.ts';
import type { Reading } from './reading.ts';
import { amongOthers, noMeaning, type TypeMeaning } from './type-meanings.ts';

/** The types that a comment gives. */
export interface DocComment {
  readonly text: string;
  /** By the parameter's name with its `$`. */
  readonly parameters: ReadonlyMap<string, DocType>;
  readonly returns: DocType | undefined;
  /** `@var`: by the variable's name, or under the empty name. */
  readonly variables: ReadonlyMap<string, DocType>;
  readonly globals: ReadonlyMap<string, DocType>;
  readonly properties: ReadonlyMap<string, DocType>;
  readonly methods: readonly DocMethod[];
  readonly templates: ReadonlyMap<string, DocType>;
  readonly mixins: readonly DocType[];
}

export interface DocMethod {
  readonly name: string;
  readonly isStatic: boolean;
  readonly returns: DocType | undefined;
}

const tagLine =
  /@(?:phpstan-|psalm-)?(param|return|var|global|property(?:-read|-write)?|method|template(?:-covariant)?|mixin)\b[ \t]+/g;

const none: DocComment = {
  text: '',
  parameters: new Map(),
  returns: undefined,
  variables: new Map(),
  globals: new Map(),
  properties: new Map(),
  methods: [],
  templates: new Map(),
  mixins: [],
};

export function docAbove(reading: Reading, node: Node): DocComment {
  return parseDoc(commentAbove(reading.tree, node));
}

export function parseDoc(text: string): DocComment {
  if (!text.startsWith('/**')) return text === '' ? none : { ...none, text };
  const doc = {
    text,
    parameters: new Map<string, DocType>(),
    returns: undefined as DocType | undefined,
    variables: new Map<string, DocType>(),
    globals: new Map<string, DocType>(),
    properties: new Map<string, DocType>(),
    methods: [] as DocMethod[],
    templates: new Map<string, DocType>(),
    mixins: [] as DocType[],
  };
  if (!text.includes('@')) return doc;
  const plain = text.replaceAll(/\n\s*\*(?!\/)/g, '\n ');
  for (const found of plain.matchAll(tagLine)) {
    readTag(doc, found[1]!, plain.slice(found.index + found[0].length, found.index + 600));
  }
  return doc;
}

type Draft = { -readonly [K in keyof DocComment]: DocComment[K] } & {
  parameters: Map<string, DocType>;
  variables: Map<string, DocType>;
  globals: Map<string, DocType>;
  properties: Map<string, DocType>;
  methods: DocMethod[];
  templates: Map<string, DocType>;
  mixins: DocType[];
};

function readTag(doc: Draft, tag: string, rest: string): void {
  if (tag === 'method') return readMethod(doc, rest);
  if (tag.startsWith('template')) return readTemplate(doc, rest);
  const parsed = parseDocType(rest);
  if (parsed === undefined) return;
  const name = /^\s*(?:&|\.\.\.)*(\$\w+)/.exec(rest.slice(parsed.end))?.[1] ?? '';
  if (tag === 'return') doc.returns ??= parsed.type;
  else if (tag === 'mixin') doc.mixins.push(parsed.type);
  else if (tag === 'var') doc.variables.set(name, parsed.type);
  else if (name === '') return;
  else if (tag === 'global') doc.globals.set(name, parsed.type);
  else if (tag === 'param') doc.parameters.set(name, parsed.type);
  else doc.properties.set(name.slice(1), parsed.type);
}

/** `@method static User find(int $id)` */
function readMethod(doc: Draft, rest: string): void {
  const isStatic = /^static\s+(?!\w+\s*\()/.test(rest);
  const text = isStatic ? rest.replace(/^static\s+/, '') : rest;
  const bare = /^(\w+)\s*\(/.exec(text);
  if (bare !== null) return void doc.methods.push({ name: bare[1]!, isStatic, returns: undefined });
  const parsed = parseDocType(text);
  const name = parsed === undefined ? null : /^\s*(\w+)\s*\(/.exec(text.slice(parsed.end));
  if (name !== null) doc.methods.push({ name: name[1]!, isStatic, returns: parsed!.type });
}

/** `@template T of Model` */
function readTemplate(doc: Draft, rest: string): void {
  const [, name = '', bound = ''] = /^(\w+)(?:[ \t]+(?:of|as)[ \t]+([^\n]+))?/.exec(rest) ?? [];
  if (name === '') return;
  doc.templates.set(name, parseDocType(bound)?.type ?? { kind: 'name', name: 'mixed', arguments: [] });
}

/** What a comment says a value is; nothing checks it, so that it keeps no other values out. */
export function meaningOf(reading: Reading, type: DocType | undefined): TypeMeaning {
  return type === undefined ? noMeaning : amongOthers(reading.facts, meaningOfDoc(reading, type));
}
