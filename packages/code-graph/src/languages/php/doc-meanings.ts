import { nothing, type Slot } from '../../facts/scopes.ts';
import { noNode } from '../../syntax/tree.ts';
import type { DocType } from './doc-types.ts';
import { scopeName } from './names.ts';
import type { Reading } from './reading.ts';
import {
  classMeaning,
  isEmpty,
  joinMeanings,
  noMeaning,
  selfClass,
  staticInstance,
  type TypeMeaning,
  valueMeaning,
  valueOf,
} from './type-meanings.ts';
import { plainTypes } from './type-expressions.ts';

/** Have elements of their last argument's type, and no members of their own that matter. */
const containers = /^\\?(?:(?:non-empty-)?(?:array|list)|iterable|traversable|iterator|iteratoraggregate)$/i;
const generators = /^\\?generator$/i;
const classNames = /^(?:class|interface|trait|enum)-string$/i;
/** Classes of whose elements the last argument is the type. */
const collections =
  /(?:Collection|Iterator|Iterable|List|Set|Map|Queue|Stack|Storage|Paginator|Vector|Aggregate|Object|Heap|Array)$/;

/** What a type written in a comment says. Its names are no sites: they are not code. */
export function meaningOfDoc(reading: Reading, type: DocType): TypeMeaning {
  switch (type.kind) {
    case 'union':
      return joinMeanings(type.members.map((member) => meaningOfDoc(reading, member)));
    case 'list':
      return listOf(reading, type.element);
    case 'shape':
      return shapeOf(reading, type);
    case 'name':
      return meaningOfName(reading, type);
  }
}

type DocName = Extract<DocType, { kind: 'name' }>;

function meaningOfName(reading: Reading, type: DocName): TypeMeaning {
  const { name } = type;
  const lower = name.toLowerCase();
  const given = type.arguments;
  if (containers.test(name)) return listOf(reading, given.at(-1));
  if (generators.test(name)) return listOf(reading, given[1] ?? given[0]);
  if (classNames.test(name)) return valueMeaning(classOf(reading, given[0]));
  if (lower === '$this' || lower === 'static') return valueMeaning(staticInstance(reading));
  if (lower === 'self') return classMeaning(selfClass(reading));
  if (lower === 'parent') return classMeaning(reading.scope.class?.parent ?? nothing);
  if (plainTypes.has(lower) || name.includes('-') || name.startsWith('$')) return noMeaning;
  const template = reading.scope.class?.templates.get(name);
  if (template !== undefined) return template;
  const meaning = classMeaning(docClass(reading, name));
  const element = given.at(-1);
  if (element === undefined || !collections.test(name)) return meaning;
  return joinMeanings([meaning, listOf(reading, element)]);
}

/** The class of the name, without a site. */
export function docClass(reading: Reading, name: string): Slot {
  const { facts } = reading;
  const known = scopeName(reading, name, 'class');
  const variable = facts.find(known);
  return variable === undefined ? facts.libraryValue(known) : facts.currentValue(variable);
}

function listOf(reading: Reading, element: DocType | undefined): TypeMeaning {
  if (element === undefined) return noMeaning;
  const meaning = meaningOfDoc(reading, element);
  if (isEmpty(meaning)) return noMeaning;
  return valueMeaning(reading.facts.collection(valueOf(reading.facts, meaning)));
}

function shapeOf(reading: Reading, { entries }: Extract<DocType, { kind: 'shape' }>): TypeMeaning {
  const { facts } = reading;
  const shape = facts.object();
  for (const { key, type } of entries) {
    const value = valueOf(facts, meaningOfDoc(reading, type));
    if (value !== nothing) facts.store(shape, key, value, noNode);
  }
  return valueMeaning(shape);
}

/** `class-string<T>` holds the class itself, or one below it. */
function classOf(reading: Reading, type: DocType | undefined): Slot {
  if (type === undefined) return nothing;
  const { facts } = reading;
  return facts.join(
    meaningOfDoc(reading, type).classes.map((cls) => facts.load(facts.instance(cls), '::class', noNode)),
  );
}
