import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { classNamed } from './callables.ts';
import { methodKey } from './members.ts';
import { scopeName } from './names.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { FunctionScope, Reading } from './reading.ts';
import { textOfString } from './strings.ts';

/**
 * Strings that variables are given in the function being read, for the calls that use such a variable as a
 * name: `$make = 'create'; $this->$make()`. Strings from elsewhere are not followed.
 */
const namesMax = 16;
const name = /^\\?[A-Za-z_]\w*(?:\\\w+)*(?:::\w+)?$/;

/** Takes note of the names in what the variable is given. */
export function noteNames(reading: Reading, variable: string, value: Node): void {
  const found = namesIn(reading, value);
  if (found.length === 0) return;
  const { strings } = reading.scope;
  const known = strings.get(variable) ?? [];
  strings.set(variable, [...new Set([...known, ...found])].slice(0, namesMax));
}

/** Takes note of the names among the elements of a list that is written out. */
export function noteElements(reading: Reading, target: Node, list: Node): void {
  const { tree } = reading;
  if (kindOf(tree, list) !== 'array_creation_expression') return;
  const at = kindOf(tree, target) === 'pair' ? (parts(tree, target)[1] ?? noNode) : target;
  if (kindOf(tree, at) !== 'variable_name') return;
  for (const entry of parts(tree, list).slice(0, namesMax)) {
    noteNames(reading, tree.text(at), parts(tree, entry).at(-1) ?? noNode);
  }
}

function namesIn(reading: Reading, node: Node): string[] {
  const { tree } = reading;
  switch (kindOf(tree, node)) {
    case 'string':
    case 'encapsed_string': {
      const text = textOfString(tree, node) ?? '';
      return name.test(text) ? [text] : [];
    }
    case 'parenthesized_expression':
      return namesIn(reading, firstPart(tree, node));
    case 'conditional_expression':
      return [tree.child(node, 'body'), tree.child(node, 'alternative')].flatMap((at) =>
        namesIn(reading, at),
      );
    case 'match_expression':
      return parts(tree, tree.child(node, 'body')).flatMap((arm) =>
        namesIn(reading, tree.child(arm, 'return_expression')),
      );
    default:
      return [];
  }
}

function namesOf({ tree, scope }: Reading, node: Node): readonly string[] {
  if (kindOf(tree, node) !== 'variable_name') return [];
  const variable = tree.text(node);
  for (let at: FunctionScope | null = scope; at !== null; at = at.around) {
    const found = at.strings.get(variable);
    if (found !== undefined) return found;
  }
  return [];
}

/** The value of what is called: also the functions that the strings in a variable name. */
export function withFunctions(reading: Reading, node: Node, value: Slot): Slot {
  const { facts } = reading;
  return facts.join([value, ...namesOf(reading, node).map((text) => functionNamed(reading, text))]);
}

/** The value of what stands for a class: also the classes that the strings in a variable name. */
export function withClasses(reading: Reading, node: Node, value: Slot): Slot {
  const { facts } = reading;
  return facts.join([value, ...namesOf(reading, node).map((text) => classNamed(reading, text))]);
}

/** The members that the strings in a variable name. */
export function membersNamed(reading: Reading, node: Node, receiver: Slot): Slot {
  const { facts } = reading;
  return facts.join(namesOf(reading, node).map((text) => facts.load(receiver, methodKey(text), noNode)));
}

function functionNamed(reading: Reading, text: string): Slot {
  const { facts } = reading;
  const [scope = '', member] = text.split('::');
  if (member !== undefined) return facts.load(classNamed(reading, scope), methodKey(member), noNode);
  const known = scopeName(reading, scope.startsWith('\\') ? scope : `\\${scope}`, 'function');
  const variable = facts.find(known);
  return variable === undefined ? facts.libraryValue(known) : facts.currentValue(variable);
}
