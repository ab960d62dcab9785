import { describe, expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { callsOf, factsOf } from './ecmascript-facts.fixture.ts';

async function importsOf(source: string, as: 'ts' | 'js' = 'ts'): Promise<string[]> {
  return describeFacts(await factsOf(source, as)).imports;
}

test('imports of every form are listed, one for each name', async () => {
  const source = `
import a, { b as c, type D, default as e } from './x';
import * as ns from 'y';
import type { F } from './types';
import './side';
import g = require('z');
export { h as i, j } from './k';
export * from './l';
export * as m from './n';
const late = await import('./o');`;
  expect(await importsOf(source)).toEqual([
    'from ./x import default as a (default)',
    'from ./x import b as c (named)',
    'from ./x import D (type_only)',
    'from ./x import default as e (default)',
    'from y import * as ns (namespace)',
    'from ./types import F (type_only)',
    'from ./side import (side_effect)',
    'from z import * as g (namespace)',
    'from ./k import h as i (re_export)',
    'from ./k import j (re_export)',
    'from ./l import * (re_export)',
    'from ./n import * as m (re_export)',
    'from ./o import * (namespace)',
  ]);
});

test('require imports the module or the names taken from it, unless it is somebody else', async () => {
  const source = `
const a = require('./a');
const { b, c: d } = require('./b');
const e = require('./e').f;
require('./side')(g);
function wrapped(require) { require('not-imported'); }`;
  expect(await importsOf(source, 'js')).toEqual([
    'from ./a import * as a (namespace)',
    'from ./b import b (named)',
    'from ./b import c as d (named)',
    'from ./e import f as e (named)',
    'from ./side import * (namespace)',
  ]);
});

describe('names are followed', () => {
  const lib = {
    'lib.ts': 'export function f() {}\nexport default class C { m() {} }\nexport const o = { n() {} };',
  };

  test('through default, named and namespace imports and their aliases', async () => {
    const source =
      "import C, * as all from './lib';\nimport { f as g, o } from './lib.js';\ng(); new C().m(); all.f(); o.n();";
    expect(await callsOf({ ...lib, 'use.ts': source })).toEqual([
      'use.ts -> lib.ts::C',
      'use.ts -> lib.ts::C.m',
      'use.ts -> lib.ts::f',
      'use.ts -> lib.ts::o.n',
    ]);
  });

  test('through barrels, stars, namespaces of exports and circles', async () => {
    const sources = {
      ...lib,
      'a.ts':
        "export * from './b';\nexport { default as Thing } from './lib';\nexport * as lib from './lib';",
      'b.ts': "export * from './a';\nexport { f } from './lib';",
      'use.ts': "import { f, Thing, lib } from './a';\nf(); new Thing(); lib.o.n();",
    };
    expect(await callsOf(sources)).toEqual([
      'use.ts -> lib.ts::C',
      'use.ts -> lib.ts::f',
      'use.ts -> lib.ts::o.n',
    ]);
  });

  test('through what is exported after it was declared, under another name', async () => {
    const sources = {
      'a.ts': 'export { inner as outer, K as default };\nfunction inner() {}\nclass K {}',
      'use.ts': "import K, { outer } from './a';\nouter(); new K();",
    };
    expect(await callsOf(sources)).toEqual(['use.ts -> a.ts::K', 'use.ts -> a.ts::inner']);
  });

  test('through CommonJS in all its spellings', async () => {
    const sources = {
      'whole.js': 'module.exports = function run() {};',
      'object.js': 'function f() {}\nmodule.exports = { f, g() {}, h: () => {}, ...require("./named") };',
      'named.js':
        'exports.n = function () {};\nmodule.exports.o = () => {};\nexports.self = () => exports.n();',
      'cls.js': 'class K { m() {} }\nmodule.exports = K;\nmodule.exports.helper = () => {};',
      'use.js': `
const run = require('./whole'); run();
const { f, g } = require('./object'); f(); g();
const object = require('./object'); object.h(); object.n();
const named = require('./named'); named.n(); named.o();
const K = require('./cls'); new K().m(); K.helper();`,
    };
    expect(await callsOf(sources)).toEqual([
      'named.js::self -> named.js::n',
      'use.js -> cls.js::K',
      'use.js -> cls.js::K.m',
      'use.js -> cls.js::helper',
      'use.js -> named.js::n',
      'use.js -> named.js::o',
      'use.js -> object.js::f',
      'use.js -> object.js::g',
      'use.js -> object.js::h',
      'use.js -> whole.js::run',
    ]);
  });

  test('between ES modules and CommonJS, both ways', async () => {
    const sources = {
      'common.js': 'module.exports = { f() {} };',
      'modern.ts':
        "import common from './common';\nimport { f } from './common';\ncommon.f(); f();\nexport function g() {}",
      'old.js': "const { g } = require('./modern');\ng();",
      'assigned.ts': 'class K { m() {} }\nexport = K;',
      'use.ts': "import K = require('./assigned');\nnew K().m();",
    };
    expect(await callsOf(sources)).toEqual([
      'modern.ts -> common.js::f',
      'old.js -> modern.ts::g',
      'use.ts -> assigned.ts::K',
      'use.ts -> assigned.ts::K.m',
    ]);
  });

  test('through what compilers make of modules', async () => {
    const sources = {
      'lib.js': `
Object.defineProperty(exports, '__esModule', { value: true });
class T { m() {} }
exports.default = T;
exports.f = f;
function f() {}`,
      'index.js': `
Object.defineProperty(exports, 'g', { enumerable: true, get: function () { return lib_1.f; } });
var lib_1 = require('./lib');
__exportStar(require('./lib'), exports);`,
      'use.js': `
var __importDefault = (this && this.__importDefault) || function (m) { return m && m.__esModule ? m : { default: m }; };
const lib_1 = __importDefault(require('./lib'));
new lib_1.default().m();
const { f, g } = require('./index');
f(); (0, g)();`,
    };
    const calls = await callsOf(sources);
    expect(calls).toContain('use.js -> lib.js::T.m');
    expect(calls).toContain('use.js -> lib.js::f');
  });

  test('through dynamic imports', async () => {
    const source =
      "const lib = await import(/* lazy */ './lib');\nlib.f();\nimport('./lib').then(({ o }) => o.n());";
    expect(await callsOf({ ...lib, 'use.ts': source })).toEqual([
      'use.ts -> lib.ts::f',
      'use.ts -> lib.ts::o.n',
    ]);
  });

  test('no further than the repository: the imported symbol is what is called', async () => {
    const source = "import React, { useState } from 'react';\nuseState(); React.memo();";
    expect(await callsOf(source)).toEqual(['- -> import react default', '- -> import react useState']);
  });
});
