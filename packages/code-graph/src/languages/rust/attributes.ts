import type { Node } from '../../syntax/tree.ts';
import { attributePath, attributeTokens, headOf } from './heads.ts';
import { findOutside, macroKey } from './names.ts';
import { firstPart, nameOf } from './parts.ts';
import { readPathSlot } from './paths.ts';
import type { Reading } from './reading.ts';

/** Attributes of Rust's own. */
const known = new Set(
  'doc cfg cfg_attr allow warn deny forbid expect inline cold must_use deprecated test derive path macro_use macro_export repr non_exhaustive track_caller no_mangle link link_name export_name target_feature ignore should_panic bench global_allocator automatically_derived rustfmt::skip feature default'.split(
    ' ',
  ),
);

/** Attributes refer to the macros that they name: `#[derive(Shape)]`, `#[route("/")]`. */
export function readAttributes(reading: Reading, node: Node): void {
  const { tree } = reading;
  for (const item of headOf(reading, node).attributes) {
    const path = attributePath(tree, item);
    if (path === 'derive') for (const token of attributeTokens(tree, item)) readDerived(reading, token);
    else if (path !== '' && !known.has(path)) readNamed(reading, item);
  }
}

function readDerived(reading: Reading, token: Node): void {
  const { tree, facts } = reading;
  if (tree.kind(token) !== 'identifier') return;
  const variable = findOutside(reading, nameOf(tree, token)) ?? facts.find(macroKey(nameOf(tree, token)));
  if (variable !== undefined) facts.readVariable(variable, token, 'value');
}

function readNamed(reading: Reading, item: Node): void {
  const { tree } = reading;
  const path = firstPart(tree, tree.childOfKind(item, 'attribute'));
  const name = nameOf(tree, path);
  if (tree.kind(path) !== 'identifier' || findOutside(reading, name) !== undefined) {
    readPathSlot(reading, path, 'value');
  }
}

/** `#[derive(Default)]`: a function of the type that gives one. */
export function addDerived(reading: Reading, node: Node, row: number): void {
  const { tree, facts } = reading;
  for (const item of headOf(reading, node).attributes) {
    if (attributePath(tree, item) !== 'derive') continue;
    if (!attributeTokens(tree, item).some((token) => tree.text(token) === 'Default')) continue;
    const fn = facts.openFunction({ definition: -1, receiver: 'none' });
    facts.copy(facts.returnSlotOf(fn), facts.instance(facts.classValue(row)));
    facts.closeFunction();
    facts.member(row, 'default', { slot: facts.functionValue(fn), place: 'class' });
  }
}
