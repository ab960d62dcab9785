import {
  definitionField,
  definitionStride,
  exportField,
  exportStride,
  memberField,
  memberStride,
  opcodes,
  siteAccesses,
  siteField,
  siteStride,
} from '../facts/facts.ts';
import { operationLength } from './operand-forms.ts';
import type { Program } from './program.ts';

/**
 * Which names a member of the repository may have: those of its definitions, of what modules export and
 * classes declare, and of what is stored on anything. A member of another name is somebody else's, whatever it is
 * called on. Names are those of the program, by their number; 1 is for a known one.
 */
export function knownNames(program: Program): Uint8Array {
  const known = new Uint8Array(program.names.texts.length);
  for (let at = definitionField.name; at < program.definitions.length; at += definitionStride) {
    known[program.definitions[at]!] = 1;
  }
  for (let at = memberField.name; at < program.members.length; at += memberStride) {
    known[program.members[at]!] = 1;
  }
  for (let at = exportField.name; at < program.exports.length; at += exportStride) {
    known[program.exports[at]!] = 1;
  }
  const { operations } = program;
  for (let at = 0; at < operations.length; at += operationLength(operations, at)) {
    if (operations[at] === opcodes.store) known[operations[at + 2]!] = 1;
  }
  markWritten(program, known);
  return known;
}

/** Members that are given a value which the graph does not know have a site, and no operation. */
function markWritten({ sites }: Program, known: Uint8Array): void {
  const write = siteAccesses.indexOf('write');
  for (let at = 0; at < sites.length; at += siteStride) {
    const name = sites[at + siteField.name]!;
    if (sites[at + siteField.access] === write && name !== -1) known[name] = 1;
  }
}
