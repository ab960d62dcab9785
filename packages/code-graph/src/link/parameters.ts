import { parameterField, parameterKinds, parameterStride } from '../facts/facts.ts';
import { functionColumn, type Program } from './program.ts';

export interface Parameter {
  readonly slot: number;
  readonly name: number;
  readonly kind: number;
  readonly isReturned: boolean;
}

/** The parameters of every function, read when they are first asked for. */
export class ParameterTable {
  readonly #program: Program;
  readonly #known: (readonly Parameter[] | undefined)[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  of(fn: number): readonly Parameter[] {
    return (this.#known[fn] ??= readParameters(this.#program, fn));
  }
}

/** Whether an argument without a name may reach the parameter by its position. */
export function isPositional({ kind }: Parameter): boolean {
  return kind === parameterKinds.positional || kind === parameterKinds.optional;
}

function readParameters(program: Program, fn: number): readonly Parameter[] {
  const from = functionColumn(program, fn, 'parametersFrom');
  const count = functionColumn(program, fn, 'parameterCount');
  return Array.from({ length: count }, (_, index) => {
    const at = (from + index) * parameterStride;
    return {
      slot: program.parameters[at + parameterField.slot]!,
      name: program.parameters[at + parameterField.name]!,
      kind: program.parameters[at + parameterField.kind]!,
      isReturned: program.parameters[at + parameterField.returned] === 1,
    };
  });
}
