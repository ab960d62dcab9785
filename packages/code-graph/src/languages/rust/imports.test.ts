import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { linesOf, linkSources } from '../../link/link-sources.fixture.ts';
import { factsOf } from './rust-facts.fixture.ts';

test('each imported name is one symbol', async () => {
  const source = `extern crate serde;
extern crate alloc as mem;
mod store;
#[path = "other/place.rs"] mod moved;
use std::collections::HashMap;
use crate::a::{self, b::{C, D as E}, *};
use super::f as _;
pub use self::g::h;
pub use i::*;
use j;
use r#type::r#fn;
mod inner { use super::k; }
`;
  expect(describeFacts(await factsOf(source)).imports).toEqual([
    'from serde import * (namespace)',
    'from alloc import * as mem (namespace)',
    'from std::collections import HashMap (named)',
    'from crate import a (named)',
    'from crate::a::b import C (named)',
    'from crate::a::b import D as E (named)',
    'from crate::a import * (wildcard)',
    'from super import f as _ (named)',
    'from self::g import h (re_export)',
    'from i import * (re_export)',
    'from j import * (namespace)',
    'from type import fn (named)',
    'from store import * as store (include)',
    'from other/place.rs import * as moved (include)',
    'from super import k (named)',
  ]);
});

test('a symbol is joined to what it names', async () => {
  const sources = {
    'src/lib.rs': 'mod a; pub use a::deep::{Thing, make}; pub mod prelude { pub use crate::a::*; }\n',
    'src/a/mod.rs': 'pub mod deep; pub enum Kind { One, Two }\n',
    'src/a/deep.rs': 'pub struct Thing; pub fn make() {}\n',
    'src/b.rs':
      'use crate::Thing;\nuse crate::prelude::Kind;\nuse crate::a::Kind::{One, Two as Second};\nuse std::fmt;\n',
  };
  expect(linesOf('IMPORTS', await linkSources(sources)).filter((line) => line.includes(' -> '))).toEqual(
    expect.arrayContaining([
      'src/b.rs::import crate Thing -> src/a/deep.rs::Thing @1',
      'src/b.rs::import crate::a::Kind One -> src/a/mod.rs::Kind.One @3',
      'src/b.rs::import crate::a::Kind Two -> src/a/mod.rs::Kind.Two @3',
      'src/b.rs::import crate::prelude Kind -> src/a/mod.rs::Kind @2',
      'src/lib.rs::import a * -> src/a/mod.rs @1',
      'src/lib.rs::import a::deep Thing -> src/a/deep.rs::Thing @1',
      'src/lib.rs::import a::deep make -> src/a/deep.rs::make @1',
    ]),
  );
  const lines = linesOf('IMPORTS', await linkSources(sources));
  expect(lines.some((line) => line.startsWith('src/b.rs::import std fmt ->'))).toBe(false);
});
