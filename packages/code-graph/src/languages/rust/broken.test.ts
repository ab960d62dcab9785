import { expect, test } from 'vitest';
import { describeFacts } from '../../facts/describe.ts';
import { testDamage } from '../damage.fixture.ts';
import { factsOf } from './rust-facts.fixture.ts';

const source = `//! Head
#![allow(x)]
extern crate a as b;
use c::{self, d::*, e as _};
mod f;
#[derive(Clone, Debug)]
pub struct S<'a, T: I + 'a = u8> where T: J { pub x: &'a [T], y: Option<fn(u8) -> T> }
struct P(pub u8, S<'static>);
enum E { A, B(u8, P), C { z: i64 } = 3 }
union U { a: u32, b: f32 }
trait I: J + Sized { type O: J; const N: usize = 1; fn r(&self, _: u8) -> Self::O; fn p(self: Box<Self>) {} }
unsafe impl<'a, T> I for S<'a, T> where T: J { type O = P; fn r(&self, (a, b): (u8, P)) -> P { P(a, b) } }
macro_rules! m { ($x:expr, $($y:ty),*) => { $x.f::<$($y),*>() }; }
const K: &str = r#"a"b"#; static mut G: [u8; 3] = [0; 3];
pub(crate) async unsafe fn go<F>(f: F, mut v: Vec<E>) -> Result<(), Box<dyn I<O = P>>> where F: Fn(&E) -> bool {
    let Some(q) = v.pop() else { return Err(e)? };
    'l: loop { if let E::B(n, P(_, ..)) | E::A = q && n > 1 { break 'l } else { continue; } }
    match &v[..] { [first, .., last] if first.ok() => {}, &[ref a @ E::C { z, .. }] => m!(a, z), _ => unreachable!() }
    for (i, x) in v.iter().enumerate() { x.y += i as u8; *x = !f(&x) }
    println!("{}", vec![v; n!{}].len()); matches!(a, Some(_) | None);
    let c = move |x: u8, &y| async move { <S<u8> as I>::r(&s, 1).await? };
    S { x, ..Default::default() }.x::<u8>(c)(1).0.1 = 'a';
    Ok(())
}
mod g { use super::*; cfg_if! { if #[cfg(a)] { fn h() {} } } lazy_static! { static ref X: u8 = 1; } }
`;

testDamage(source, factsOf);

test('what stands around an error is still found', async () => {
  const { definitions } = describeFacts(
    await factsOf('fn b( {\n}\n\nfn c() { d() }\n\nstruct E {\n\tf: u8,\n}\n'),
  );
  expect(definitions.join('\n')).toMatch(/function c\b/);
  expect(definitions.join('\n')).toMatch(/property E\.f/);
});

test('deep nesting is read', async () => {
  const { sites } = describeFacts(await factsOf(`static X: u8 = ${'f('.repeat(900)}1${')'.repeat(900)};\n`));
  expect(sites.filter((site) => site.startsWith('call f')).length).toBe(900);
});

test('empty and odd files give no definitions', async () => {
  for (const odd of [
    '',
    '\n',
    '\uFEFF',
    '//',
    '/*',
    '"',
    "'",
    'r#"',
    '\0',
    'fn',
    'struct',
    'impl',
    'm!{',
    '#[',
  ]) {
    expect(describeFacts(await factsOf(odd)).definitions).toEqual([]);
  }
});
