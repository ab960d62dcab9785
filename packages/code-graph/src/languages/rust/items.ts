import { noNode, type Node } from '../../syntax/tree.ts';
import { readConst, readStatic, readTypeAlias } from './constants.ts';
import { readEnum } from './enums.ts';
import { readFunction } from './functions.ts';
import { readImpl } from './impls.ts';
import { readExternCrate, readUse } from './imports.ts';
import { readMacroDefinition } from './macros.ts';
import { readModule } from './modules-in-files.ts';
import { macroKey, moduleKey } from './names.ts';
import { nameOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { readStruct } from './structs.ts';
import { readTrait } from './traits.ts';

type ItemReader = (reading: Reading, node: Node) => void;

/** Items by when they are read: what others need to find comes first. */
const stages: readonly Readonly<Record<string, ItemReader>>[] = [
  {
    use_declaration: readUse,
    extern_crate_declaration: readExternCrate,
    macro_definition: readMacroDefinition,
  },
  { struct_item: readStruct, union_item: readStruct, enum_item: readEnum, type_item: readTypeAlias },
  { trait_item: readTrait },
  { impl_item: readImpl },
  {
    mod_item: readModule,
    function_item: readFunction,
    function_signature_item: readFunction,
    const_item: readConst,
    static_item: readStatic,
    foreign_mod_item: (reading, node) => reading.items(parts(reading.tree, reading.tree.child(node, 'body'))),
  },
];

const itemKinds: ReadonlySet<string> = new Set(stages.flatMap((stage) => Object.keys(stage)));

export function isItem(kind: string): boolean {
  return itemKinds.has(kind);
}

/** Reads the items among the nodes; names are declared first, since all see all. */
export function readItems(reading: Reading, nodes: readonly Node[]): void {
  const { tree } = reading;
  const items = nodes.filter((node) => itemKinds.has(tree.kind(node)));
  if (items.length === 0) return;
  for (const node of items) declareItem(reading, node);
  for (const stage of stages) {
    for (const node of items) stage[tree.kind(node)]?.(reading, node);
  }
}

function declareItem(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const kind = tree.kind(node);
  if (kind === 'foreign_mod_item') {
    for (const item of parts(tree, tree.child(node, 'body'))) declareItem(reading, item);
  }
  if (kind === 'impl_item' || kind === 'use_declaration' || kind === 'extern_crate_declaration') return;
  const nameNode = tree.child(node, 'name');
  const name = nameNode === noNode ? '_' : nameOf(tree, nameNode);
  if (name === '_' || (kind === 'mod_item' && tree.child(node, 'body') === noNode)) return;
  facts.declare(keyOf(kind, name), 'definition');
}

function keyOf(kind: string, name: string): string {
  if (kind === 'mod_item') return moduleKey(name);
  return kind === 'macro_definition' ? macroKey(name) : name;
}
