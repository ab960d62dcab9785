import { siteField, siteStride } from '../facts/facts.ts';
import { callOperand as operand } from './call-operands.ts';
import type { Solver } from './solver.ts';

/** The slot of the argument at the position, or -1. */
export function argumentOf(solver: Solver, at: number, index: number): number {
  const isGiven = index < solver.operand(at, operand.count);
  return isGiven ? solver.operand(at, operand.arguments + 2 * index) : -1;
}

export function resultOf(solver: Solver, at: number): number {
  return solver.operand(at, operand.result);
}

export function flagsOf(solver: Solver, at: number): number {
  return solver.operand(at, operand.flags);
}

/** The name that is called, or -1. */
export function memberName(solver: Solver, at: number): number {
  const site = solver.operand(at, operand.site);
  return site === -1 ? -1 : solver.program.sites[site * siteStride + siteField.name]!;
}
