import { nothing, type Slot } from '../../facts/scopes.ts';
import { type Node, noNode } from '../../syntax/tree.ts';
import { declareTypeParameters, readAnnotation } from './annotations.ts';
import { documentationBefore } from './documentation.ts';
import { readBodyStatements } from './hoisting.ts';
import { applyType } from './meanings.ts';
import { modifiersOf, subkindOf } from './modifiers.ts';
import { readParameters } from './parameters.ts';
import { type ClassBody, type Named, type Naming, type Reader, withBody } from './reading.ts';
import { signatureOf } from './signatures.ts';
import { touchTypes } from './type-names.ts';

export interface FunctionPlace {
  readonly definition: number;
  readonly receiver: 'instance' | 'class' | 'dynamic' | 'lexical';
  /** The class whose member it is. */
  readonly class?: ClassBody;
  /** The object literal it is a method of. */
  readonly home?: Slot;
  /** The name that a function expression gives itself. */
  readonly ownName?: string;
  /** The definition its code belongs to when it is none itself. */
  readonly owner?: number;
}

/** Reads a function's parameters and body, and gives its index. */
export function readFunction(r: Reader, node: Node, place: FunctionPlace): number {
  const { tree, facts } = r;
  const isArrow = place.receiver === 'lexical';
  const fn = facts.openFunction({
    definition: place.definition,
    receiver: place.receiver,
    ...(place.class === undefined ? {} : { class: place.class.row }),
    ...(place.owner === undefined ? {} : { owner: place.owner }),
  });
  const body = {
    class: isArrow ? r.body.class : (place.class ?? null),
    home: isArrow ? r.body.home : (place.home ?? nothing),
    generator: isGenerator(r, node) ? facts.object() : nothing,
    owner: -1,
    loops: 0,
    namespace: -1,
    isModuleLevel: false,
  };
  withBody(r, body, () => {
    declareTypeParameters(r, node);
    if (place.ownName !== undefined) {
      facts.declare(place.ownName, 'local');
      facts.assign(place.ownName, facts.functionValue(fn));
    }
    readParameters(r, node, isArrow);
    applyType(r, facts.returnSlotOf(fn), readAnnotation(r, node, 'return_type'));
    facts.returns(body.generator);
    readFunctionBody(r, tree.child(node, 'body'));
  });
  facts.closeFunction();
  return fn;
}

function readFunctionBody(r: Reader, body: Node): void {
  if (body === noNode) return;
  if (r.tree.kind(body) === 'statement_block') readBodyStatements(r, body);
  else r.facts.returns(r.read(body));
}

function isGenerator(r: Reader, node: Node): boolean {
  return r.tree.kind(node).startsWith('generator') || r.tree.childOfKind(node, '*') !== noNode;
}

/** Reads a function expression or arrow that gets a name. */
export function readNamedFunction(r: Reader, node: Node, naming: Naming): Named {
  const { tree, facts } = r;
  const isArrow = tree.kind(node) === 'arrow_function';
  const { words } = modifiersOf(tree, node);
  const how = isArrow ? 'arrow' : 'function expression';
  const definition = facts.define({
    node: naming.node,
    nameNode: naming.nameNode,
    name: naming.name,
    kind: naming.kind,
    subkind: subkindOf([...(naming.modifiers ?? []), ...generatorWord(r, node, words)], how),
    signature: signatureOf(tree, naming.node, tree.child(node, 'body')),
    documentation: documentationBefore(tree.source, tree.start(naming.statement)),
    visibility: naming.visibility ?? '',
    exported: naming.exported === true,
    ...(naming.parent === undefined ? {} : { parent: naming.parent }),
    ...(naming.qualifier === undefined ? {} : { qualifier: naming.qualifier }),
  });
  const fn = readAnonymous(r, node, { definition, home: naming.receiver ?? nothing });
  if (!isArrow && naming.receiver !== undefined) facts.copy(facts.thisSlotOf(fn), naming.receiver);
  return { slot: facts.functionValue(fn), definition };
}

/** Reads a function expression or arrow as it stands. */
function readAnonymous(
  r: Reader,
  node: Node,
  as: { readonly definition: number; readonly home: Slot; readonly owner?: number },
): number {
  const isArrow = r.tree.kind(node) === 'arrow_function';
  const name = r.tree.child(node, 'name');
  return readFunction(r, node, {
    definition: as.definition,
    receiver: isArrow ? 'lexical' : 'dynamic',
    home: as.home,
    ...(name === noNode ? {} : { ownName: r.tree.text(name) }),
    ...(as.owner === undefined || as.owner === -1 ? {} : { owner: as.owner }),
  });
}

function generatorWord(r: Reader, node: Node, words: readonly string[]): readonly string[] {
  return r.tree.kind(node) === 'generator_function' && !words.includes('*') ? [...words, '*'] : words;
}

/** A function expression where nothing names it: it is a definition if it names itself. */
export function readFunctionExpression(r: Reader, node: Node): Slot {
  const nameNode = r.tree.child(node, 'name');
  if (nameNode === noNode) {
    return r.facts.functionValue(
      readAnonymous(r, node, { definition: -1, home: nothing, owner: r.body.owner }),
    );
  }
  const name = r.tree.text(nameNode);
  return readNamedFunction(r, node, { name, nameNode, node, statement: node, kind: 'function' }).slot;
}

/** Defines a declared function, reads it and gives its name the value. */
export function declareFunction(r: Reader, node: Node, statement: Node): void {
  const { tree, facts } = r;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = tree.text(nameNode);
  if (tree.kind(node) === 'function_signature' && isDefined(r, name)) {
    touchTypes(r, node);
    return;
  }
  const { words } = modifiersOf(tree, node);
  const isAmbient = tree.kind(tree.parent(node)) === 'ambient_declaration';
  const definition = facts.define({
    node,
    nameNode,
    name,
    kind: 'function',
    subkind: subkindOf(generatorDeclared(r, node, words), isAmbient ? 'declare' : ''),
    signature: signatureOf(tree, node, tree.child(node, 'body')),
    documentation: documentationBefore(tree.source, tree.start(statement)),
  });
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  const fn = readFunction(r, node, { definition, receiver: 'dynamic' });
  facts.assign(name, facts.functionValue(fn));
}

/** Overloads are one function: the one with a body, or the first signature when none has. */
function isDefined(r: Reader, name: string): boolean {
  const variable = r.facts.find(name);
  return variable !== undefined && variable.definition !== -1 && variable.versions.length > 0;
}

function generatorDeclared(r: Reader, node: Node, words: readonly string[]): readonly string[] {
  const isDeclared = r.tree.kind(node) === 'generator_function_declaration';
  return isDeclared && !words.includes('*') ? [...words, '*'] : words;
}
