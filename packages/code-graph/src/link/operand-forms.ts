import { opcodes } from '../facts/facts.ts';
import type { Offsets } from './program.ts';
import type { Shift } from './table-layouts.ts';

/** Operand forms of each operation with a fixed number of them, after the opcode. */
const operands: Record<number, readonly Shift[]> = {
  [opcodes.copy]: ['slots', 'slots'],
  [opcodes.function]: ['slots', 'functions'],
  [opcodes.class]: ['slots', 'classes'],
  [opcodes.object]: ['slots', 'objects'],
  [opcodes.free]: ['slots', 'name'],
  [opcodes.load]: ['slots', 'slots', 'name', 'sites'],
  [opcodes.store]: ['slots', 'name', 'slots', 'sites'],
  [opcodes.element]: ['slots', 'slots'],
  [opcodes.put]: ['slots', 'slots'],
  [opcodes.instance]: ['slots', 'slots'],
  [opcodes.declare]: ['slots', 'slots'],
  [opcodes.super]: ['slots', 'classes', 'name', 'sites'],
  [opcodes.call]: ['slots', 'slots', 'slots', 'sites', null, null],
  [opcodes.item]: ['slots', 'slots', 'name'],
  [opcodes.constant]: ['slots', 'classes', 'name', 'sites'],
  [opcodes.arguments]: ['slots', 'objects'],
  [opcodes.ofReceiver]: ['slots', 'name', 'name'],
  [opcodes.around]: ['slots', 'classes', 'name', 'slots', 'sites', null],
  [opcodes.enclosed]: ['slots', 'classes', 'slots', 'name', 'name', 'sites'],
  [opcodes.module]: ['slots', 'definitions'],
};

/** Words of an operation at `at`, opcode included. */
export function operationLength(operations: Int32Array, at: number): number {
  const opcode = operations[at]!;
  const fixed = 1 + operands[opcode]!.length;
  return opcode === opcodes.call ? fixed + 2 * operations[at + 6]! : fixed;
}

/** Makes the operands of the operation at `at` global. */
export function shiftOperands(
  operations: Int32Array,
  at: number,
  offset: Offsets,
  nameOf: (local: number) => number,
): void {
  const opcode = operations[at]!;
  operands[opcode]!.forEach((shift, index) => {
    if (shift === null) return;
    const position = at + 1 + index;
    const local = operations[position]!;
    if (local !== -1) operations[position] = shift === 'name' ? nameOf(local) : local + offset[shift];
  });
  if (opcode !== opcodes.call) return;
  for (let argument = 0; argument < operations[at + 6]!; argument++) {
    const position = at + 7 + 2 * argument;
    if (operations[position] !== -1) operations[position]! += offset.slots;
    if (operations[position + 1]! >= 0) operations[position + 1] = nameOf(operations[position + 1]!);
  }
}
