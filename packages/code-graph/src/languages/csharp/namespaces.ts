import { noNode, type Node } from '../../syntax/tree.ts';
import { documentationOf } from './documentation.ts';
import { separator } from './modules.ts';
import { listed } from './parts.ts';
import { openNamespaceRow, openScopeRow } from './namespace-rows.ts';
import { type Place, type Reading, inPlace } from './reading.ts';
import { headOf } from './signatures.ts';
import { bindType } from './type-names.ts';
import { readUsings } from './usings.ts';

/** Statements of a file without a `Main`. */
const topStatements = new Set(['global_statement']);

/**
 * Look-up goes outwards: from a type to its namespaces, to the namespace without a name, and last to the file,
 * which holds its aliases and uses what its `using` directives name.
 */
export function readFile(reading: Reading): void {
  const { tree, facts } = reading;
  const nodes = listed(tree, tree.root);
  const file = openScopeRow(reading, -1);
  const root = openNamespaceRow(reading, '', file, -1);
  const place: Place = { row: root, types: [], path: '', namespace: '', root, isStatic: true };
  const names: string[] = [];
  inPlace(reading, place, () => {
    readUsings(reading, nodes, file);
    readBody(reading, nodes, names);
  });
  facts.inPackage(names.join(separator));
}

/** Top statements first: what they declare is not seen by types. */
function readBody(reading: Reading, nodes: readonly Node[], names: string[]): void {
  const { tree, facts } = reading;
  facts.openBlock();
  const statements = nodes.filter((node) => topStatements.has(tree.kind(node)));
  for (const node of statements) reading.statement(node);
  facts.closeBlock();
  const at = nodes.findIndex((node) => tree.kind(node) === 'file_scoped_namespace_declaration');
  const before = at === -1 ? nodes : nodes.slice(0, at);
  for (const node of before) readMember(reading, node, names);
  if (at !== -1) readNamespace(reading, nodes[at]!, nodes.slice(at + 1), names);
}

function readMember(reading: Reading, node: Node, names: string[]): void {
  const { tree } = reading;
  const kind = tree.kind(node);
  if (kind === 'using_directive' || topStatements.has(kind)) return;
  if (kind !== 'namespace_declaration') return reading.statement(node);
  readNamespace(reading, node, listed(tree, tree.child(node, 'body')), names);
}

/** `namespace A.B { … }`, `namespace A.B;` with what follows */
function readNamespace(reading: Reading, node: Node, members: readonly Node[], names: string[]): void {
  const { tree, facts, place } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode).replaceAll(/\s/g, '');
  const definition = facts.define({
    node,
    nameNode,
    name,
    parent: -1,
    ...(place.namespace === '' ? {} : { qualifier: place.namespace }),
    kind: 'namespace',
    signature: headOf(tree, node),
    documentation: documentationOf(tree, node),
    exported: true,
  });
  const hasUsings = members.some((member) => tree.kind(member) === 'using_directive');
  const scope = hasUsings ? openScopeRow(reading, place.row) : place.row;
  const inner = enterNamespace(reading, { name, definition, outer: scope });
  if (!names.includes(inner.path)) names.push(inner.path);
  const body = facts.openClass({ definition, isNamespace: true, globalName: inner.path, outer: inner.outer });
  inPlace(reading, { ...place, row: body, path: inner.path, namespace: inner.path }, () => {
    if (hasUsings) readUsings(reading, members, scope);
    for (const member of members) readMember(reading, member, names);
  });
  facts.closeClass();
}

/** Makes the namespaces that lead to the named one; each is a name in the one around it. */
function enterNamespace(
  reading: Reading,
  found: { readonly name: string; readonly definition: number; readonly outer: number },
): { readonly path: string; readonly outer: number } {
  const { facts, place } = reading;
  let [path, outer, holder] = [place.path, found.outer, place.row];
  const segments = found.name.split('.');
  segments.forEach((segment, index) => {
    path = path === '' ? segment : `${path}.${segment}`;
    const row = openNamespaceRow(reading, path, outer, -1);
    bindType(reading, holder, segment, 0, { definition: -1, slot: facts.classValue(row) });
    holder = row;
    if (index < segments.length - 1) outer = row;
  });
  return { path, outer };
}
