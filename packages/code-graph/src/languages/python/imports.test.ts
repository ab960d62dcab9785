import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { factsOf } from './python-facts.fixture.ts';

async function importsOf(source: string): Promise<string[]> {
  return describeFacts(await factsOf(source)).imports;
}

test('every form of import has a row for each name', async () => {
  const source = `
from __future__ import annotations
import os, sys as system
import a.b.c
import a.b as ab
from a . b import (c, d as e,)
from . import f
from ..g import h
from .i import *
if TYPE_CHECKING:
    from t import T
else:
    T = None
def late():
    import json
    importlib.import_module('x.y')
`;
  expect(await importsOf(source)).toEqual([
    'from __future__ import annotations (named)',
    'from os import * (namespace)',
    'from sys import * as system (namespace)',
    'from a.b.c import * (namespace)',
    'from a import * (namespace)',
    'from a.b import * as ab (namespace)',
    'from a.b import c (named)',
    'from a.b import d as e (named)',
    'from . import f (named)',
    'from ..g import h (named)',
    'from .i import * (wildcard)',
    'from t import T (type_only)',
    'from json import * (namespace)',
    'from x.y import * (namespace)',
  ]);
});

test('a module exports what it binds, and passes on what it imports wholesale', async () => {
  const { exports } = describeFacts(await factsOf('from a import *\nimport b\nc = 1\ndef d(): e = 1\n'));
  expect(exports).toEqual(['*', 'b', 'c', 'd']);
});
