import { noNode, type Node } from '../../syntax/tree.ts';
import { firstPart, kindOf, parts, textOf } from '../c/parts.ts';
import type { Reading } from '../c/reading.ts';

/** `template <class T, int N = 3> …`: names of types are the declaration's own, and nothing is known of them. */
export function readTemplate(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  facts.openBlock();
  declareTypeParameters(reading, tree.child(node, 'parameters'));
  for (const part of parts(tree, node)) {
    if (tree.field(part) === 'parameters' || kindOf(tree, part) === 'requires_clause') continue;
    reading.statement(part);
  }
  facts.closeBlock();
}

export function declareTypeParameters(reading: Reading, list: Node): void {
  const { tree, facts } = reading;
  for (const part of parts(tree, list)) {
    const kind = tree.kind(part);
    if (kind === 'parameter_declaration' || kind === 'optional_parameter_declaration') {
      if (tree.childOfKind(part, 'identifier') !== noNode) reading.type(tree.child(part, 'type'));
      const name = tree.child(part, 'declarator');
      if (kindOf(tree, name) === 'identifier') facts.declare(tree.text(name), 'local');
      continue;
    }
    const inner = kind === 'template_template_parameter_declaration' ? lastPart(reading, part) : part;
    const own = tree.child(inner, 'name');
    const name = own === noNode ? typeName(reading, inner) : own;
    if (name === noNode) continue;
    reading.typeParameters.add(facts.declare(tree.text(name), 'local'));
    const given = tree.child(inner, 'default_type');
    if (given === noNode) continue;
    const type = reading.type(given);
    facts.assign(tree.text(name), facts.join(type.classes));
  }
}

function lastPart({ tree }: Reading, node: Node): Node {
  return parts(tree, node).at(-1) ?? noNode;
}

function typeName({ tree }: Reading, node: Node): Node {
  const part = firstPart(tree, node);
  return textOf(tree, part) === '' || kindOf(tree, part) !== 'type_identifier' ? noNode : part;
}
