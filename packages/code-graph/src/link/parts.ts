import {
  baseField,
  baseStride,
  classField,
  classFlags,
  classStride,
  definitionField,
  definitionStride,
  functionField,
  functionStride,
  memberField,
  memberStride,
} from '../facts/facts.ts';
import type { Program } from './program.ts';
import { indexOf, kindOf, type Value, valueKinds } from './values.ts';

/**
 * Gives members that are written in another place than their class to that class: the methods of a type in
 * other files of its package. A part whose class is not found stays by itself.
 *
 * @returns whether there were any.
 */
export function mergeParts(program: Program, valuesOf: (slot: number) => readonly Value[]): boolean {
  const wholes = findWholes(program, valuesOf);
  if (wholes.size === 0) return false;
  for (const [part, whole] of wholes) program.wholeClass[part] = whole;
  moveTo(wholes, program.functions, functionStride, functionField.class);
  for (let at = 0; at < program.members.length; at += memberStride) {
    const whole = wholes.get(program.members[at + memberField.class]!);
    if (whole === undefined) continue;
    program.members[at + memberField.class] = whole;
    adopt(program, program.members[at + memberField.definition]!, whole);
  }
  moveBases(program, wholes);
  return true;
}

/** What a part says its class is below, but for the base by which the class was found. */
function moveBases({ bases, classes }: Program, wholes: ReadonlyMap<number, number>): void {
  for (let row = 0; row * baseStride < bases.length; row++) {
    const part = bases[row * baseStride + baseField.class]!;
    const whole = wholes.get(part);
    if (whole === undefined || classes[part * classStride + classField.basesFrom] === row) continue;
    bases[row * baseStride + baseField.class] = whole;
  }
}

/** The class that each part belongs to. */
function findWholes(program: Program, valuesOf: (slot: number) => readonly Value[]): Map<number, number> {
  const wholes = new Map<number, number>();
  for (let cls = 0; cls < program.totals.classes; cls++) {
    const at = cls * classStride;
    if ((program.classes[at + classField.flags]! & classFlags.part) === 0) continue;
    if (program.classes[at + classField.baseCount] === 0) continue;
    const base = program.classes[at + classField.basesFrom]! * baseStride;
    const whole = valuesOf(program.bases[base + baseField.slot]!).find(
      (v) => kindOf(v) === valueKinds.classExact,
    );
    if (whole !== undefined) wholes.set(cls, indexOf(whole));
  }
  return wholes;
}

function moveTo(
  wholes: ReadonlyMap<number, number>,
  table: Int32Array,
  stride: number,
  column: number,
): void {
  for (let at = column; at < table.length; at += stride) {
    table[at] = wholes.get(table[at]!) ?? table[at]!;
  }
}

/** A definition at the top of its file becomes one of the class. */
function adopt(program: Program, definition: number, cls: number): void {
  if (definition === -1) return;
  const at = definition * definitionStride + definitionField.parent;
  if (program.definitions[at] !== -1 || program.family.keepsExtensions === true) return;
  program.definitions[at] = program.classes[cls * classStride + classField.definition]!;
}
