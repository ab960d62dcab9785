import { nothing, type Slot } from '../../facts/scopes.ts';
import type { TypeMeaning } from './reading.ts';

export { classOfType, declareAs, narrow, valueOfType } from '../type-meanings.ts';

export const unknownType: TypeMeaning = { classes: [], values: [] };

export function ofClass(cls: Slot): TypeMeaning {
  return cls === nothing ? unknownType : { classes: [cls], values: [] };
}

export function ofValue(value: Slot): TypeMeaning {
  return value === nothing ? unknownType : { classes: [], values: [value] };
}

export function joinMeanings(meanings: readonly TypeMeaning[]): TypeMeaning {
  return {
    classes: meanings.flatMap(({ classes }) => classes),
    values: meanings.flatMap(({ values }) => values),
  };
}
