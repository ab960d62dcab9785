import { noNode, type Node } from '../../syntax/tree.ts';
import { readAttributes } from './attributes.ts';
import { describe } from './functions.ts';
import { genericsOf } from './generics.ts';
import { readMembers } from './members.ts';
import { nameOf, parts } from './parts.ts';
import { type Reading, withGenerics, withSelf } from './reading.ts';
import { nameType } from './structs.ts';
import { ofClass } from './type-meanings.ts';

/** `trait Name: Above { fn required(&self); fn provided(&self) { … } }` */
export function readTrait(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const nameNode = tree.child(node, 'name');
  if (nameNode === noNode) return;
  const name = nameOf(tree, nameNode);
  const definition = facts.define({ node, nameNode, name, kind: 'trait', ...describe(reading, node) });
  readAttributes(reading, node);
  const row = facts.openClass({ definition, isInterface: true });
  nameType(reading, name, { definition, row });
  const self = {
    row,
    members: row,
    definition,
    meaning: ofClass(facts.classValue(row)),
    qualifier: '',
    isTrait: true,
  };
  withSelf(reading, self, () => {
    withGenerics(reading, genericsOf(reading, node), () => {
      for (const bound of parts(tree, tree.child(node, 'bounds'))) {
        for (const cls of reading.type(bound).classes) facts.base(row, cls, 'extends', bound);
      }
      readMembers(
        reading,
        tree.child(node, 'body'),
        tree.childOfKind(node, 'visibility_modifier') !== noNode,
      );
    });
  });
  facts.closeClass();
  const variable = facts.find(name);
  if (variable !== undefined) facts.bindDefinition(variable, definition);
  facts.assign(name, facts.classValue(row));
}
