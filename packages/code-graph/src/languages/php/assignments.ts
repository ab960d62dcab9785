import type { SiteAccess } from '../../facts/builder.ts';
import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { elementOf, itemOf } from './elements.ts';
import { loadProperty, propertyName, readClassName, staticPropertyName } from './members.ts';
import { noteNames } from './named-values.ts';
import { firstPart, kindOf, parts } from './parts.ts';
import type { Reading } from './reading.ts';
import { constantKey } from './strings.ts';
import { assignVariable, declareVariable, readGlobalEntry, valueOfVariable } from './variables.ts';

/** `$a = $b`, `$a = &$b` */
export function readAssignment(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  const value = reading.value(tree.child(node, 'right'), 'value');
  const target = tree.child(node, 'left');
  assignTo(reading, target, value);
  if (kindOf(tree, target) === 'variable_name') {
    noteNames(reading, tree.text(target), tree.child(node, 'right'));
  }
  return value;
}

/** `$a ??= $b` may keep what it has; other operators make numbers and strings, or join arrays. */
export function readAugmentedAssignment(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const target = tree.child(node, 'left');
  const operator = tree.child(node, 'operator');
  const before = reading.value(target);
  const value = reading.value(tree.child(node, 'right'), 'value');
  const text = operator === noNode ? '' : tree.text(operator);
  if (text !== '??=' && text !== '+=') return nothing;
  const joined = facts.join([before, value]);
  assignTo(reading, target, joined);
  return joined;
}

/** Gives a place its value: a variable, a property, an element, or several of them. */
export function assignTo(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  switch (kindOf(tree, target)) {
    case 'variable_name':
      return assignVariable(reading, tree.text(target), value);
    case 'member_access_expression':
    case 'nullsafe_member_access_expression':
      return assignProperty(reading, target, value);
    case 'scoped_property_access_expression': {
      const cls = readClassName(reading, tree.child(target, 'scope'));
      const name = tree.child(target, 'name');
      const text = staticPropertyName(reading, name);
      return text === undefined ? undefined : facts.store(cls, text, value, name);
    }
    case 'subscript_expression':
      return assignElement(reading, target, value);
    case 'list_literal':
    case 'array_creation_expression':
      return destructure(reading, target, value);
    case 'by_ref':
    case 'parenthesized_expression':
      return assignTo(reading, firstPart(tree, target), value);
    case '':
      return;
    default:
      reading.value(target);
  }
}

function assignProperty(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  const object = reading.value(tree.child(target, 'object'));
  const nameNode = tree.child(target, 'name');
  const name = propertyName(reading, nameNode);
  if (name !== undefined) facts.store(object, name, value, nameNode);
}

/** `$a[] = $b`, `$a['key'] = $b`, `$a[$i][] = $b` */
function assignElement(reading: Reading, target: Node, value: Slot): void {
  const { tree, facts } = reading;
  const [base, index] = parts(tree, target);
  if (base === undefined) return;
  const key = index === undefined ? undefined : constantKey(tree, index);
  const entry = readGlobalEntry(reading, base, key);
  if (entry !== nothing) return facts.copy(entry, value);
  const container = containerToFill(reading, base);
  if (index !== undefined && key === undefined) reading.value(index);
  if (value === nothing) return;
  if (key === undefined) facts.put(container, value);
  else facts.store(container, key, value);
}

/** The container in the place; an array comes into being when something is put into it. */
function containerToFill(reading: Reading, node: Node): Slot {
  const { tree, facts } = reading;
  const kind = tree.kind(node);
  if (kind === 'variable_name' && tree.text(node) !== '$this') {
    const name = tree.text(node);
    const known = isAssigned(reading, name) ? valueOfVariable(reading, name) : nothing;
    if (known !== nothing) return known;
    const made = facts.object();
    assignVariable(reading, name, made);
    return made;
  }
  if (kind === 'subscript_expression') {
    const made = facts.object();
    assignElement(reading, node, made);
    const [base, index] = parts(tree, node);
    const outer = base === undefined ? nothing : readAgain(reading, base);
    const key = index === undefined ? undefined : constantKey(tree, index);
    return facts.join([made, key === undefined ? elementOf(reading, outer) : itemOf(reading, outer, key)]);
  }
  return reading.value(node);
}

function isAssigned(reading: Reading, name: string): boolean {
  declareVariable(reading, name);
  const variable = reading.facts.find(name);
  if (variable === undefined) return false;
  return variable.versions.length > 0 || variable.role === 'parameter' || variable.foreign !== nothing;
}

/** The value of a variable or of one of its elements without reading sites twice; others are not looked into. */
function readAgain(reading: Reading, node: Node): Slot {
  const { tree } = reading;
  if (tree.kind(node) === 'variable_name') return reading.value(node);
  if (tree.kind(node) !== 'member_access_expression') return nothing;
  const name = propertyName(reading, tree.child(node, 'name'));
  const object = tree.child(node, 'object');
  if (name === undefined || kindOf(tree, object) !== 'variable_name') return nothing;
  return loadProperty(reading, reading.value(object), name, noNode);
}

/** `[$a, 'key' => $b, [$c]] = …` */
function destructure(reading: Reading, list: Node, value: Slot): void {
  const { tree } = reading;
  let position = 0;
  let key: Node = noNode;
  for (let at = tree.firstChild(list); at !== noNode; at = tree.nextSibling(at)) {
    if (!tree.isNamed(at)) {
      if (tree.text(at) === ',') position++;
      continue;
    }
    const after = tree.nextSibling(at);
    if (after !== noNode && tree.text(after) === '=>') key = at;
    else if (tree.kind(at) === 'array_element_initializer') destructureEntry(reading, at, value, position);
    else {
      assignPart(reading, at, value, key === noNode ? String(position) : constantKey(tree, key));
      key = noNode;
    }
  }
}

function destructureEntry(reading: Reading, entry: Node, value: Slot, position: number): void {
  const { tree } = reading;
  const [first, second] = parts(tree, entry);
  if (first === undefined) return;
  if (second === undefined) assignPart(reading, first, value, String(position));
  else assignPart(reading, second, value, constantKey(tree, first));
}

function assignPart(reading: Reading, target: Node, value: Slot, key: string | undefined): void {
  assignTo(reading, target, key === undefined ? elementOf(reading, value) : itemOf(reading, value, key));
}

/** `$a[$i]`, `$a['key']` */
export function readSubscript(reading: Reading, node: Node, _access: SiteAccess): Slot {
  const { tree } = reading;
  const [base, index] = parts(tree, node);
  if (base === undefined) return nothing;
  const key = index === undefined ? undefined : constantKey(tree, index);
  const entry = readGlobalEntry(reading, base, key);
  if (entry !== nothing) return entry;
  const container = reading.value(base);
  if (key !== undefined) return itemOf(reading, container, key);
  if (index !== undefined && tree.kind(index) !== 'name') reading.value(index);
  return elementOf(reading, container);
}
