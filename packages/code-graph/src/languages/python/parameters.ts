import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../../syntax/tree.ts';
import { type Annotation, annotate, annotatedValue, readAnnotation } from './annotations.ts';
import { firstIdentifier } from './names.ts';
import { parts } from './parts.ts';
import type { Reading, Receiver } from './reading.ts';
import { targetNames } from './targets.ts';

type ParameterKind = 'positional' | 'rest' | 'keywordRest' | 'keywordOnly';

/** Reads the default values, which belong to the code around the function. */
export function readDefaults(reading: Reading, parameters: Node): Map<Node, Slot> {
  const defaults = new Map<Node, Slot>();
  for (const parameter of parts(reading.tree, parameters)) {
    const value = reading.tree.child(parameter, 'value');
    if (value !== noNode) defaults.set(parameter, reading.value(value, 'value'));
  }
  return defaults;
}

/** The name of a method's first parameter, or null when it has none of its own (`*args`). */
export function receiverNameOf(tree: SyntaxTree, parameters: Node): string | null {
  const [first] = parts(tree, parameters);
  if (first === undefined || kindOf(tree, first) !== 'positional') return null;
  const name = firstIdentifier(tree, first);
  return name === noNode ? null : tree.text(name);
}

/** Adds the parameters to the open function. The receiver is no parameter but a name for `this`. */
export function declareParameters(
  reading: Reading,
  parameters: Node,
  defaults: ReadonlyMap<Node, Slot>,
  receiver: Receiver | null,
): void {
  const { tree, facts } = reading;
  const nodes = parts(tree, parameters);
  const annotations = nodes.map((node) => readAnnotation(reading, tree.child(node, 'type')));
  let isAfterRest = false;
  nodes.forEach((node, index) => {
    if (index === 0 && receiver !== null) {
      facts.declare(receiver.name, 'parameter');
      return facts.assign(receiver.name, facts.this());
    }
    const kind = kindOf(tree, node);
    if (kind === null) isAfterRest ||= tree.kind(node) === 'keyword_separator';
    else
      addParameter(reading, node, isAfterRest && kind === 'positional' ? 'keywordOnly' : kind, {
        value: defaults.get(node) ?? -1,
        annotation: annotations[index]!,
      });
    if (kind === 'rest') isAfterRest = true;
  });
}

function addParameter(
  reading: Reading,
  node: Node,
  kind: ParameterKind,
  given: { readonly value: Slot; readonly annotation: Annotation },
): void {
  const { tree, facts } = reading;
  const tuple = tupleOf(tree, node);
  const name = tuple === noNode ? firstIdentifier(tree, node) : noNode;
  const slot = facts.parameter(name === noNode ? '' : tree.text(name), kind);
  facts.copy(slot, given.value);
  if (kind === 'rest' || kind === 'keywordRest') {
    const element = annotatedValue(reading, given.annotation);
    if (element !== -1) facts.copy(slot, facts.collection(element));
  } else annotate(reading, slot, given.annotation);
  for (const part of targetNames(tree, tuple)) facts.assign(part, -1);
}

/** Python 2's `def f((a, b))`: names without values, but declared. */
function tupleOf(tree: SyntaxTree, node: Node): Node {
  return tree.kind(node) === 'tuple_pattern' ? node : noNode;
}

function kindOf(tree: SyntaxTree, parameter: Node): ParameterKind | null {
  const kind = tree.kind(parameter);
  if (kind === 'typed_parameter') return kindOf(tree, tree.firstNamedChild(parameter));
  if (kind === 'list_splat_pattern') return 'rest';
  if (kind === 'dictionary_splat_pattern') return 'keywordRest';
  if (kind === 'keyword_separator' || kind === 'positional_separator' || kind === 'ERROR') return null;
  return 'positional';
}
