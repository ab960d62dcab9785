import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { documentationOf, innerDocumentation } from './documentation.ts';
import { exportNames } from './exports.ts';
import { attributeNamed, attributeText } from './heads.ts';
import { moduleKey } from './names.ts';
import { nameOf, parts } from './parts.ts';
import type { ModuleNames, Reading } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { visibilityOf } from './visibility.ts';

/** `mod name;` for a file, `mod name { … }` in this one. */
export function readModule(reading: Reading, node: Node): void {
  const { tree } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const body = tree.child(node, 'body');
  if (body === noNode) readFileModule(reading, node, nameNode);
  else readInnerModule(reading, node, nameNode, body);
}

/** `mod name;`, `#[path = "other.rs"] mod name;` */
function readFileModule(reading: Reading, node: Node, nameNode: Node): void {
  const { tree, facts } = reading;
  const name = nameOf(tree, nameNode);
  const path = attributeNamed(reading, node, 'path');
  const specifier = path === noNode ? name : attributeText(tree, path);
  const imported = facts.import({ specifier, name: '*', alias: name, kind: 'include', at: node });
  facts.bindImport(moduleKey(name), imported);
}

function readInnerModule(reading: Reading, node: Node, nameNode: Node, body: Node): void {
  const { tree, facts } = reading;
  const name = nameOf(tree, nameNode);
  const visibility = visibilityOf(tree, node);
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'module',
    signature: signatureOf(tree, node),
    documentation: documentationOf(reading, node) || innerDocumentation(tree, body),
    visibility,
    exported: visibility === 'public',
  });
  readAttributes(reading, node);
  const variable = facts.find(moduleKey(name));
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(moduleKey(name), facts.moduleValue(definition));
  const nodes = parts(tree, body);
  facts.openModule({ definition, seesOuter: nodes.some((item) => importsOuter(reading, item)) });
  const hasGlobs = /\buse\b[^;]*\*/.test(tree.text(body));
  withinModule(reading, { name, definition, hasGlobs }, () => {
    reading.items(nodes);
    for (const item of nodes) reading.statement(item);
    exportNames(reading);
  });
  facts.closeModule();
}

/** `use super::*;` */
function importsOuter({ tree }: Reading, node: Node): boolean {
  if (tree.kind(node) !== 'use_declaration') return false;
  return /(?:^|[\s{,])super\s*::\s*(?:\*|\{[^}]*\*)/.test(tree.text(node));
}

function withinModule(
  reading: Reading,
  inner: { readonly name: string; readonly definition: number; readonly hasGlobs: boolean },
  read: () => void,
): void {
  const { module, self, generics } = reading;
  const names: ModuleNames = {
    types: new Map(),
    parts: new Map(),
    definitions: [...module.definitions, inner.definition],
    path: [...module.path, inner.name],
    hasGlobs: inner.hasGlobs,
  };
  reading.module = names;
  reading.self = null;
  reading.generics = new Map();
  read();
  reading.module = module;
  reading.self = self;
  reading.generics = generics;
}
