import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import { classPatternIn, matchClass, matchPattern } from './patterns.ts';
import type { Reading } from './reading.ts';

/** `match subject: case pattern if guard: …` */
export function readMatch(reading: Reading, node: Node): void {
  const { tree, facts } = reading;
  const subjectNode = tree.child(node, 'subject');
  const subject = reading.value(subjectNode);
  const clauses = parts(tree, tree.child(node, 'body'));
  const cases = clauses.map(
    (clause) => () => readCase(reading, clause, { node: subjectNode, value: subject }),
  );
  facts.branches([...cases, () => {}]);
}

function readCase(
  reading: Reading,
  clause: Node,
  subject: { readonly node: Node; readonly value: Slot },
): void {
  const { tree, facts } = reading;
  for (const part of parts(tree, clause)) {
    if (tree.kind(part) !== 'case_pattern') {
      reading.statement(part);
      continue;
    }
    const type = classPatternIn(tree, part);
    if (type === noNode) matchPattern(reading, part, subject.value);
    else {
      const instance = matchClass(reading, type);
      if (tree.kind(subject.node) === 'identifier') facts.assign(tree.text(subject.node), instance);
    }
  }
}
