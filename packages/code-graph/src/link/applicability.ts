import { keywordSpread, parameterKinds, positional, receivers, spread } from '../facts/facts.ts';
import { callOperand } from './call-operands.ts';
import { isPositional } from './parameters.ts';
import { functionColumn } from './program.ts';
import type { Solver } from './solver.ts';
import { kindOf, type Value, valueKinds } from './values.ts';

/** Whether overloading lets the call run the function; closures and what the library calls take anything. */
export function mayRun(solver: Solver, at: number, fn: number): boolean {
  const { overloads, program } = solver;
  if (overloads === null || solver.operand(at, callOperand.site) === -1) return true;
  return functionColumn(program, fn, 'definition') === -1 || accepts(solver, fn, at);
}

/** Whether the call's arguments can fill the function's parameters by their number and names. */
export function accepts(solver: Solver, fn: number, call: number): boolean {
  const given = keywordsOf(solver, call);
  if (given.includes(spread) || given.includes(keywordSpread)) return true;
  const parameters = solver.parameters.of(fn);
  const places = parameters.filter(isPositional);
  const hasRest = parameters.some(({ kind }) => kind === parameterKinds.rest);
  const skipped = skippedOf(solver, fn, call);
  const inOrder = given.filter((keyword) => keyword === positional).length - skipped;
  if (inOrder > places.length && !hasRest) return false;
  const names = given.filter((keyword) => keyword >= 0);
  const isKnown = (keyword: number) => parameters.some(({ name }) => name === keyword);
  if (!names.every(isKnown) && !parameters.some(({ kind }) => kind === parameterKinds.keywordRest))
    return false;
  const needed = parameters.filter(({ kind }) => kind === parameterKinds.positional).length;
  return given.length - skipped >= needed;
}

/** The names of the arguments, or how each is passed. */
export function keywordsOf(solver: Solver, call: number): readonly number[] {
  const count = solver.operand(call, callOperand.count);
  return Array.from({ length: count }, (_, index) =>
    solver.operand(call, callOperand.arguments + 2 * index + 1),
  );
}

/** How many arguments come before those of the parameters: the receiver of a method taken from its class. */
export function skippedOf(solver: Solver, fn: number, call: number): number {
  const { program, graph } = solver;
  if (!program.family.explicitReceiver) return 0;
  if (functionColumn(program, fn, 'receiver') !== receivers.instance) return 0;
  const receiver = solver.operand(call, callOperand.receiver);
  const held = receiver === -1 ? [] : graph.values(receiver);
  const isClass = (v: Value) => kindOf(v) === valueKinds.classExact || kindOf(v) === valueKinds.class;
  return held.length > 0 && held.every(isClass) ? 1 : 0;
}
