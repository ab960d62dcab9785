import type { Slot } from '../../facts/scopes.ts';
import { nothing } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { declaredValues } from './assignments.ts';
import { specsOf } from './declared-names.ts';
import { documentationOf } from './documentation.ts';
import { listed, partsOfField } from './parts.ts';
import type { Reading, TypeMeaning } from './reading.ts';
import { lineOf } from './signatures.ts';
import { narrow, valueOfType } from './type-meanings.ts';
import { isExported, visibilityOf } from './visibility.ts';

interface Given {
  readonly meaning: TypeMeaning;
  readonly right: Node;
}

/** `var a, b T = x, y`, `const (A T = iota; B)`; what a constant leaves out is what the one before it has. */
export function readVariables(reading: Reading, node: Node): void {
  const { tree } = reading;
  const isConstant = tree.kind(node) === 'const_declaration';
  const specs = specsOf(reading, node);
  let given: Given = { meaning: { classes: [], values: [] }, right: noNode };
  for (const spec of specs) {
    const [type, right] = [tree.child(spec, 'type'), tree.child(spec, 'value')];
    const isRepeated = isConstant && type === noNode && right === noNode;
    if (!isRepeated) given = { meaning: reading.type(type), right };
    readSpec(
      reading,
      spec,
      { ...given, right },
      { isConstant, declaration: specs.length === 1 ? node : spec },
    );
  }
}

function readSpec(
  reading: Reading,
  spec: Node,
  { meaning, right }: Given,
  how: { readonly isConstant: boolean; readonly declaration: Node },
): void {
  const names = partsOfField(reading.tree, spec, 'name');
  const values = declaredValues(reading, listed(reading.tree, right), names.length);
  names.forEach((name, index) => {
    const value = values[index] ?? nothing;
    const slot = value === nothing ? valueOfType(reading, meaning) : narrow(reading, value, meaning);
    bindName(reading, name, slot, how);
  });
}

function bindName(
  reading: Reading,
  nameNode: Node,
  value: Slot,
  how: { readonly isConstant: boolean; readonly declaration: Node },
): void {
  const { tree, facts } = reading;
  const name = tree.text(nameNode);
  if (name === '_') return;
  if (facts.isInFunction) facts.declare(name, 'local');
  else defineVariable(reading, nameNode, how);
  facts.assign(name, value);
}

function defineVariable(
  { tree, facts }: Reading,
  nameNode: Node,
  { isConstant, declaration }: { readonly isConstant: boolean; readonly declaration: Node },
): void {
  const name = tree.text(nameNode);
  const spec = tree.parent(nameNode);
  const definition = facts.define({
    node: declaration,
    nameNode,
    name,
    kind: isConstant ? 'constant' : 'variable',
    signature: lineOf(tree, spec, isConstant ? 'const' : 'var'),
    documentation: documentationOf(tree, declaration) || documentationOf(tree, spec),
    visibility: visibilityOf(name),
    exported: isExported(name),
  });
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
}
