import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { parts, partsOfField } from './parts.ts';
import type { NamedType, Reading, TypeMeaning } from './reading.ts';
import { lineOf } from './signatures.ts';
import { classOfType, declareAs } from './type-meanings.ts';
import { isExported, visibilityOf } from './visibility.ts';

/** The fields of a struct. One without a name is embedded: its type lends its members. */
export function readFields(reading: Reading, struct: NamedType, list: Node): void {
  const { tree } = reading;
  let position = 0;
  for (const field of parts(tree, list)) {
    if (tree.kind(field) !== 'field_declaration') continue;
    const type = tree.child(field, 'type');
    const names = partsOfField(tree, field, 'name');
    const meaning = reading.type(type);
    for (const name of names) addField(reading, struct, { field, name, meaning, position: position++ });
    if (names.length > 0) continue;
    embed(reading, struct, type, meaning);
    const name = lastName(reading, type);
    if (name !== noNode) addField(reading, struct, { field, name, meaning, position: position++ });
  }
}

/** Says that the type has the members of another. */
export function embed({ facts }: Reading, into: NamedType, at: Node, meaning: TypeMeaning): void {
  for (const cls of meaning.classes) facts.base(into.row, cls, 'extends', at);
}

function addField(
  reading: Reading,
  struct: NamedType,
  found: {
    readonly field: Node;
    readonly name: Node;
    readonly meaning: TypeMeaning;
    readonly position: number;
  },
): void {
  const { tree, facts } = reading;
  const name = tree.text(found.name);
  if (name === '_') return;
  const slot = facts.slot();
  declareAs(reading, slot, found.meaning);
  const definition = struct.definition === -1 ? -1 : defineField(reading, struct, found);
  facts.member(struct.row, name, { definition, slot, place: 'instance' });
  if (classOfType(reading, found.meaning) === -1 && found.meaning.values.length === 0) return;
  const itself = facts.instance(facts.classValue(struct.row));
  facts.copy(slot, facts.load(itself, String(found.position), noNode));
}

function defineField(
  { tree, facts }: Reading,
  struct: NamedType,
  { field, name }: { readonly field: Node; readonly name: Node },
): number {
  const isEmbedded = tree.field(name) !== 'name' || tree.parent(name) !== field;
  const text = tree.text(name);
  return facts.define({
    node: field,
    nameNode: name,
    name: text,
    kind: 'property',
    subkind: isEmbedded ? 'embedded' : '',
    signature: lineOf(tree, field),
    documentation: documentationOf(tree, field),
    visibility: visibilityOf(text),
    exported: isExported(text),
    parent: struct.definition,
  });
}

/** The name by which an embedded type is called: `Reader` of `*io.Reader`. */
function lastName({ tree }: Reading, type: Node): Node {
  let at = type;
  while (at !== noNode) {
    const kind = tree.kind(at);
    if (kind === 'type_identifier') return at;
    if (kind === 'qualified_type') return tree.child(at, 'name');
    at = kind === 'generic_type' ? tree.child(at, 'type') : (parts(tree, at)[0] ?? noNode);
  }
  return noNode;
}
