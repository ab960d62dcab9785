import { nothing } from '../../facts/scopes.ts';
import { outcome } from './library-types.ts';
import { type Reading, type Result, type TypeMeaning, unknownType } from './reading.ts';
import { declareAs } from './type-meanings.ts';

/** Says what the open function gives, and where its returned values go: an async one's into its task. */
export function declareResult(reading: Reading, meaning: TypeMeaning, isAsync: boolean): Result {
  const { facts } = reading;
  const returned = facts.returnSlotOf(facts.function);
  declareAs(reading, returned, meaning);
  const elements = facts.join(meaning.values);
  if (!isAsync) return { meaning, task: nothing, elements };
  const task = elements === nothing ? facts.object() : elements;
  facts.copy(returned, task);
  return { meaning: unknownType, task, elements };
}

/** Gives a value back from the function being read. */
export function giveResult({ facts, result }: Reading, value: number): void {
  if (result.task === nothing) facts.returns(value);
  else facts.store(result.task, outcome, value);
}
