import type { SiteAccess } from '../facts/name-facts.ts';
import { nothing, type Slot } from '../facts/scopes.ts';
import { noNode, type Node, type SyntaxTree } from '../syntax/tree.ts';

/** What reading a tree by tables asks of a language's reading of a file. */
export interface Walk {
  readonly tree: SyntaxTree;
  value(node: Node, access?: SiteAccess): Slot;
  statement(node: Node): void;
}

/** What a language reads, by the grammar's name of the node. */
export interface Tables<R> {
  readonly expressions: Readonly<Record<string, (reading: R, node: Node, access: SiteAccess) => Slot>>;
  readonly statements: Readonly<Record<string, (reading: R, node: Node) => void>>;
  /** The parts of a node that is in neither table: whatever it is, nothing inside it is lost. */
  readonly parts: (tree: SyntaxTree, node: Node) => readonly Node[];
}

/**
 * How a reading goes through its tree: by its language's tables, and through what they do not know.
 *
 * @param reading the reading that these become members of.
 */
export function walkBy<R extends Walk>(
  tree: SyntaxTree,
  reading: () => R,
  { expressions, statements, parts }: Tables<R>,
): Pick<Walk, 'value' | 'statement'> {
  return {
    value(node, access = 'read') {
      if (node === noNode) return nothing;
      const read = expressions[tree.kind(node)];
      if (read !== undefined) return read(reading(), node, access);
      for (const part of parts(tree, node)) reading().statement(part);
      return nothing;
    },
    statement(node) {
      if (node === noNode) return;
      const read = statements[tree.kind(node)];
      if (read === undefined) reading().value(node);
      else read(reading(), node);
    },
  };
}
