import { noNode, type Node } from '../../syntax/tree.ts';
import { readDeclarator } from './declarators.ts';
import { kindOf, parts, textOf } from './parts.ts';
import { plainType, type Reading } from './reading.ts';
import { declareAs } from './type-meanings.ts';

/** Adds the parameters to the open function. `older` holds the declarations of K&R's manner, by name. */
export function declareParameters(reading: Reading, list: Node, older: readonly Node[] = []): void {
  const { tree, facts } = reading;
  if (list === noNode) return;
  const types = olderTypes(reading, older);
  for (const node of parts(tree, list)) {
    const kind = tree.kind(node);
    if (kind === 'identifier') addOlder(reading, node, types);
    else if (kind === 'variadic_parameter' || tree.text(node) === '...') facts.parameter('', 'rest');
    else if (kind.endsWith('parameter_declaration')) addParameter(reading, node, kind);
  }
}

function addParameter(reading: Reading, node: Node, kind: string): void {
  const { tree, facts } = reading;
  const type = reading.type(tree.child(node, 'type'));
  const declarator = tree.child(node, 'declarator');
  const { name, fn, pointedFn } = readDeclarator(tree, declarator);
  const isVoid = declarator === noNode && textOf(tree, tree.child(node, 'type')) === 'void';
  if (isVoid) return;
  const isName = kindOf(tree, name) === 'identifier';
  const isRest = kind === 'variadic_parameter_declaration';
  const value = tree.child(node, 'default_value');
  const slot = facts.parameter(
    isName ? tree.text(name) : '',
    isRest ? 'rest' : value === noNode ? 'positional' : 'optional',
  );
  if (pointedFn === noNode && fn === noNode) declareAs(reading, slot, type, false);
  if (value !== noNode) reading.value(value, 'value');
}

function olderTypes(reading: Reading, older: readonly Node[]): Map<string, Node> {
  const { tree } = reading;
  const types = new Map<string, Node>();
  for (const declaration of older) {
    for (const declarator of parts(tree, declaration)) {
      if (tree.field(declarator) !== 'declarator') continue;
      const { name } = readDeclarator(tree, declarator);
      if (name !== noNode) types.set(tree.text(name), tree.child(declaration, 'type'));
    }
  }
  return types;
}

function addOlder(reading: Reading, node: Node, types: ReadonlyMap<string, Node>): void {
  const name = reading.tree.text(node);
  const slot = reading.facts.parameter(name);
  const type = types.get(name);
  declareAs(reading, slot, type === undefined ? plainType : reading.type(type), false);
}

/** How many parameters there are, and whether more may be given: what tells functions of one name apart. */
export function shapeOf(reading: Reading, list: Node): string {
  const { tree } = reading;
  if (list === noNode) return '';
  const types = parts(tree, list).map((node) => {
    const [type, declarator] = [tree.child(node, 'type'), tree.child(node, 'declarator')];
    const isConst = tree.childOfKind(node, 'type_qualifier') !== noNode ? 'const ' : '';
    return (
      isConst +
      (type === noNode ? tree.text(node) : lastWord(tree.text(type))) +
      marksOf(textOf(tree, declarator))
    );
  });
  const given = types.length === 1 && types[0] === 'void' ? [] : types;
  const isConst =
    tree.kind(tree.parent(list)) === 'function_declarator' && hasConst(reading, tree.parent(list));
  return `${given.length}:${given.join(',')}${isConst ? ' const' : ''}`;
}

function hasConst({ tree }: Reading, declarator: Node): boolean {
  return textOf(tree, tree.childOfKind(declarator, 'type_qualifier')) === 'const';
}

/** Types are written with more or less of their qualification. */
function lastWord(type: string): string {
  return type.replaceAll(/\s+/g, '').replace(/^.*::(?=\w+$)/, '');
}

function marksOf(declarator: string): string {
  return declarator.replaceAll(/[^*&[]/g, '');
}
