/** How a language writes what hostile files are made of; by the first extension of the language. */
export interface Shapes {
  /** A function of this name with these statements. */
  readonly fn: (name: string, body?: string) => string;
  /** Statements that call a function `f` under a condition, as an `else` of the branch before. */
  readonly branch: string;
  /** An opening and a closing bracket that nest in a statement of the language. */
  readonly nested?: (depth: number) => string;
  /** A class that inherits from itself. */
  readonly selfBase?: string;
  /** What stands before everything, and after it. */
  readonly around?: readonly [string, string];
}

const brackets = (depth: number) => '(\n'.repeat(depth) + '0' + ')\n'.repeat(depth);
const jsLike: Shapes = {
  fn: (name, body = '') => `function ${name}() { ${body} }\n`,
  branch: 'if (x) { f(); } else ',
  nested: (depth) => `const deep = ${brackets(depth)};\n`,
  selfBase: 'class Own extends Own { go() { this.go(); super.go(); } }\n',
};
const cLike: Shapes = {
  fn: (name, body = '') => `void ${name}(int x) { ${body} }\n`,
  branch: 'if (x) { f(x); } else ',
  nested: (depth) => `int deep = ${brackets(depth)};\n`,
};
const inClass = ['class Holder {\n', '}\n'] as const;

export const shapes: Readonly<Record<string, Shapes>> = {
  py: {
    fn: (name, body = 'pass') => `def ${name}():\n    x = 1\n    ${body}\n`,
    branch: 'if x: f()\n    el',
    nested: (depth) => `deep = ${brackets(depth)}\n`,
    selfBase: 'class Own(Own):\n    def go(self):\n        self.go()\n        super().go()\n',
  },
  ts: jsLike,
  tsx: jsLike,
  js: jsLike,
  vue: { ...jsLike, around: ['<script>\n', '</script>\n<template><Own @x="f()"/></template>\n'] },
  svelte: { ...jsLike, around: ['<script>\n', '</script>\n<p on:x={f}>{f()}</p>\n'] },
  rb: {
    fn: (name, body = '') => `def ${name}(x = 1)\n  ${body}\nend\n`,
    branch: 'if x then f\n  els',
    nested: (depth) => `deep = ${brackets(depth)}\n`,
    selfBase: 'class Own < Own\n  def go = go\nend\n',
  },
  go: {
    fn: (name, body = '') => `func ${name}(x bool) { ${body} }\n`,
    branch: 'if x { f(x) } else ',
    nested: (depth) => `var deep = ${brackets(depth)}`,
    selfBase: 'type Own struct { Own }\nfunc (o Own) Go() { o.Go() }\n',
    around: ['package main\n', ''],
  },
  java: {
    fn: (name, body = '') => `static void ${name}() { ${body} }\n`,
    branch: 'if (x) { f(); } else ',
    nested: (depth) => `int deep = ${brackets(depth)};\n`,
    selfBase: 'class Own extends Own { void go() { go(); super.go(); } }\n',
    around: inClass,
  },
  kt: {
    fn: (name, body = '') => `fun ${name}() { ${body} }\n`,
    branch: 'if (x) { f() } else ',
    nested: (depth) => `val deep = ${brackets(depth)}\n`,
    selfBase: 'open class Own : Own() { fun go() { go(); super.go() } }\n',
  },
  rs: {
    fn: (name, body = '') => `fn ${name}() { ${body} }\n`,
    branch: 'if x { f(); } else ',
    nested: (depth) => `const DEEP: i32 = ${brackets(depth)};\n`,
    selfBase: 'trait Own: Own { fn go(&self) { self.go() } }\n',
  },
  cs: {
    fn: (name, body = '') => `static void ${name}() { ${body} }\n`,
    branch: 'if (x) { f(); } else ',
    nested: (depth) => `int deep = ${brackets(depth)};\n`,
    selfBase: 'class Own : Own { void go() { go(); base.go(); } }\n',
    around: inClass,
  },
  php: {
    fn: (name, body = '') => `function ${name}() { ${body} }\n`,
    branch: 'if ($x) { f(); } else ',
    nested: (depth) => `$deep = ${brackets(depth)};\n`,
    selfBase: 'class Own extends Own { function go() { $this->go(); parent::go(); } }\n',
    around: ['<?php\n', ''],
  },
  c: cLike,
  h: cLike,
  cc: { ...cLike, selfBase: 'struct Own : Own { void go() { go(); Own::go(); } };\n' },
};

const ends: Readonly<Record<string, string>> = { py: 'if x: f()', rb: 'if x then f\n  end' };

/** A function whose branches are one `else` after another. */
export function elseBranches(extension: string, count: number): string {
  const { fn, branch } = shapes[extension]!;
  const one = branch.endsWith(' else ') ? `${branch}\n` : branch;
  return fn('chained', one.repeat(count) + (ends[extension] ?? '{ f(); }'));
}

/** A function of branches that follow each other. */
export function branches(extension: string, count: number): string {
  const { fn, branch } = shapes[extension]!;
  const one = ends[extension] ?? branch.replace(/ else $/, '');
  return fn('wide', `${one}\n    `.repeat(count));
}

export function definitions(extension: string, count: number): string {
  const { fn } = shapes[extension]!;
  return Array.from({ length: count }, (_, at) => fn(`f${String(at)}`)).join('');
}

export function whole(extension: string, text: string): string {
  const [before, after] = shapes[extension]!.around ?? ['', ''];
  return before + text + after;
}
