import { siteField, siteStride } from '../facts/facts.ts';
import type { Solver } from './solver.ts';

/** Operands of a `call` operation; from `arguments` on, pairs of slot and keyword. */
export const callOperand = {
  result: 0,
  callee: 1,
  receiver: 2,
  site: 3,
  flags: 4,
  count: 5,
  arguments: 6,
} as const;

/** The slot of the argument at the position, or -1. */
export function argumentOf(solver: Solver, at: number, index: number): number {
  const isGiven = index < solver.operand(at, callOperand.count);
  return isGiven ? solver.operand(at, callOperand.arguments + 2 * index) : -1;
}

export function resultOf(solver: Solver, at: number): number {
  return solver.operand(at, callOperand.result);
}

export function flagsOf(solver: Solver, at: number): number {
  return solver.operand(at, callOperand.flags);
}

/** The name that is called, or -1. */
export function memberName(solver: Solver, at: number): number {
  const site = solver.operand(at, callOperand.site);
  return site === -1 ? -1 : solver.program.sites[site * siteStride + siteField.name]!;
}
