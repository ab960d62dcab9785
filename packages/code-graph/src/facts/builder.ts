import { type DefinitionKind, definitionKinds } from '@gkg/ontology';
import type { Node } from '../syntax/tree.ts';
import type { Facts } from './facts.ts';
import { ModuleFacts } from './module-facts.ts';
import { nothing, type Slot } from './scopes.ts';

export type { SiteAccess } from './name-facts.ts';
export type { Argument } from './call-facts.ts';

export interface DefinitionFacts {
  readonly node: Node;
  /** Where the name stands; the node itself when it has none. */
  readonly nameNode: Node;
  readonly name: string;
  readonly kind: DefinitionKind;
  readonly subkind?: string;
  readonly signature?: string;
  readonly documentation?: string;
  readonly visibility?: string;
  readonly exported?: boolean;
  /** The enclosing definition; the one being read when absent, -1 for the file. */
  readonly parent?: number;
  /** Path between the parent and the name where no definition stands for it: the `o` of `o.run`. */
  readonly qualifier?: string;
}

/**
 * The language-neutral side of extraction: a language walks its syntax tree and tells the builder what
 * it sees; the builder keeps scopes, versions and positions and writes the facts (`facts.ts`).
 *
 * A language declares the names of a scope before it reads the scope's statements (`declare`), so that
 * a name always means what the language says it means, wherever its declaration stands.
 */
export class FactsBuilder extends ModuleFacts {
  readonly #qualified = new Map<number, string>();

  /** Adds a definition and returns its index. */
  define(facts: DefinitionFacts): number {
    const { tree } = this;
    const parent = facts.parent ?? this.scope.frame.owner;
    const start = tree.point(tree.start(facts.node));
    const end = tree.point(tree.end(facts.node));
    const name = tree.point(tree.start(facts.nameNode));
    const path = facts.qualifier === undefined ? facts.name : `${facts.qualifier}.${facts.name}`;
    const qualified = parent === -1 ? path : `${this.#qualified.get(parent)!}.${path}`;
    const text = (value: string | undefined) => this.strings.index(value ?? '');
    const row = this.definitions.push(
      text(facts.name),
      text(qualified),
      definitionKinds.indexOf(facts.kind),
      text(facts.subkind),
      parent,
      start.line,
      start.column,
      end.line,
      end.column,
      name.line,
      name.column,
      text(facts.signature),
      text(facts.documentation),
      text(facts.visibility),
      facts.exported === true ? 1 : 0,
      -1,
      -1,
    );
    this.#qualified.set(row, qualified);
    return row;
  }

  /**
   * Says that the definition is one with others of the name in the program (see `linkField`), or, without a
   * name, with members of the same name of its class.
   */
  link(facts: {
    readonly definition: number;
    readonly name?: string;
    readonly isDeclaration: boolean;
    readonly shape: string;
    readonly parameters?: number;
    readonly slot?: Slot;
  }): void {
    this.links.push(
      facts.definition,
      facts.name === undefined ? -1 : this.strings.index(facts.name),
      facts.isDeclaration ? 1 : 0,
      this.strings.index(facts.shape),
      facts.parameters ?? 0,
      facts.slot ?? nothing,
    );
  }

  /** The definition that was added last, or -1. */
  get lastDefinition(): number {
    return this.definitions.rowCount - 1;
  }

  /** Ends the file. The builder must not be used afterwards. */
  finish(): Facts {
    this.closeScope();
    this.closeVariables();
    return this.finishTables();
  }
}
