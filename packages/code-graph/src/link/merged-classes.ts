import {
  baseField,
  baseStride,
  classField,
  classStride,
  definitionField,
  definitionStride,
  functionField,
  functionStride,
  memberField,
  memberStride,
  opcodes,
} from '../facts/facts.ts';

interface Tables {
  readonly classes: Int32Array;
  readonly definitions: Int32Array;
  readonly functions: Int32Array;
  readonly bases: Int32Array;
  readonly members: Int32Array;
}

/**
 * Classes that carry one global name are one class, written in several places: whatever belongs to any of
 * them is made to belong to the first that has a definition. What a class stands in stays with each place.
 *
 * @returns the class that each row is a part of.
 */
export function mergeClasses(tables: Tables): Int32Array {
  const whole = wholeClasses(tables.classes);
  const columns = [
    [tables.definitions, definitionStride, definitionField.class],
    [tables.functions, functionStride, functionField.class],
    [tables.bases, baseStride, baseField.class],
    [tables.members, memberStride, memberField.class],
  ] as const;
  for (const [table, stride, column] of columns) {
    for (let at = column; at < table.length; at += stride) {
      if (table[at] !== -1) table[at] = whole[table[at]!]!;
    }
  }
  return whole;
}

/** Has the operation mean the whole class; only constants are looked up from the place it is written. */
export function mergeOperand(operations: Int32Array, at: number, whole: Int32Array): void {
  const opcode = operations[at]!;
  if (opcode !== opcodes.class && opcode !== opcodes.super) return;
  const cls = operations[at + 2]!;
  if (cls !== -1) operations[at + 2] = whole[cls]!;
}

function wholeClasses(classes: Int32Array): Int32Array {
  const byName = new Map<number, number>();
  const column = (row: number, field: keyof typeof classField) =>
    classes[row * classStride + classField[field]]!;
  const whole = new Int32Array(classes.length / classStride);
  for (let row = 0; row < whole.length; row++) {
    const name = column(row, 'globalName');
    const known = byName.get(name);
    const isBetter =
      known === undefined || (column(known, 'definition') === -1 && column(row, 'definition') !== -1);
    if (name !== -1 && isBetter) byName.set(name, row);
  }
  return whole.map((_, row) => byName.get(column(row, 'globalName')) ?? row);
}
