import { nothing } from '../../facts/scopes.ts';
import { type DocComment, meaningOf } from './doc-comments.ts';
import { methodKey } from './members.ts';
import type { Reading, ReadingClass } from './reading.ts';
import { declareAs, isEmpty, valueOf } from './type-meanings.ts';

/** What a class's comment says that it has: `@property`, `@method`. They are types, not definitions. */
export function declareDocMembers(reading: Reading, doc: DocComment, cls: ReadingClass): void {
  const { facts } = reading;
  for (const [name, type] of doc.properties) {
    const meaning = meaningOf(reading, type);
    if (isEmpty(meaning)) continue;
    const slot = facts.slot();
    declareAs(facts, slot, meaning);
    facts.store(facts.instance(cls.value), name, slot);
  }
  for (const { name, isStatic, returns } of doc.methods) {
    const result = valueOf(facts, meaningOf(reading, returns));
    if (result === nothing) continue;
    const fn = facts.openFunction({
      definition: -1,
      receiver: isStatic ? 'class' : 'instance',
      class: cls.row,
    });
    facts.returns(result);
    facts.closeFunction();
    const function_ = facts.functionValue(fn);
    facts.store(isStatic ? cls.value : facts.instance(cls.value), methodKey(name), function_);
  }
}
