import type { SyntaxTree } from '../syntax/tree.ts';
import { Columns, Strings } from './columns.ts';
import {
  baseStride,
  classStride,
  definitionStride,
  exportStride,
  type Facts,
  functionField,
  functionStride,
  importStride,
  linkStride,
  memberStride,
  opcodes,
  parameterStride,
  siteStride,
  variableStride,
} from './facts.ts';
import { nothing, type Slot } from './scopes.ts';

/** The tables of a file's facts while they are written, and the operations every layer above needs. */
export class FactTables {
  readonly tree: SyntaxTree;
  protected readonly strings = new Strings();
  protected readonly definitions = new Columns(definitionStride);
  protected readonly functions = new Columns(functionStride);
  protected readonly parameters = new Columns(parameterStride);
  protected readonly classes = new Columns(classStride, 8);
  protected readonly bases: number[][] = [];
  protected readonly members = new Columns(memberStride);
  protected readonly variables = new Columns(variableStride);
  protected readonly imports = new Columns(importStride);
  protected readonly exports = new Columns(exportStride);
  protected readonly sites = new Columns(siteStride, 256);
  protected readonly operations = new Columns(1, 1024);
  protected readonly links = new Columns(linkStride, 8);
  protected readonly parametersOf: number[][][] = [];
  protected slotCount = 0;
  protected objectCount = 0;
  protected packageName = '';

  constructor(tree: SyntaxTree) {
    this.tree = tree;
  }

  slot(): Slot {
    return this.slotCount++;
  }

  copy(to: Slot, from: Slot): void {
    if (to !== nothing && from !== nothing && to !== from) this.emit(opcodes.copy, to, from);
  }

  protected make(opcode: number, operand: number): Slot {
    const slot = this.slot();
    this.emit(opcode, slot, operand);
    return slot;
  }

  protected emit(...words: readonly number[]): void {
    for (const word of words) this.operations.push(word);
  }

  protected finishTables(): Facts {
    this.#layParameters();
    return {
      strings: this.strings.values,
      packageName: this.packageName,
      definitions: this.definitions.finish(),
      functions: this.functions.finish(),
      parameters: this.parameters.finish(),
      bases: this.#layBases(),
      classes: this.classes.finish(),
      members: this.members.finish(),
      variables: this.variables.finish(),
      imports: this.imports.finish(),
      exports: this.exports.finish(),
      sites: this.sites.finish(),
      operations: this.operations.finish(),
      links: this.links.finish(),
      slotCount: this.slotCount,
      objectCount: this.objectCount,
      lineCount: this.tree.lineCount,
    };
  }

  #layParameters(): void {
    this.parametersOf.forEach((rows, fn) => {
      this.functions.set(fn, functionField.parametersFrom, this.parameters.rowCount);
      this.functions.set(fn, functionField.parameterCount, rows.length);
      for (const row of rows) this.parameters.push(...row);
    });
  }

  #layBases(): Int32Array {
    const columns = new Columns(baseStride, 8);
    this.bases.sort((a, b) => a[0]! - b[0]!);
    for (const base of this.bases) {
      const cls = base[0]!;
      const count = this.classes.get(cls, 2);
      if (count === 0) this.classes.set(cls, 1, columns.rowCount);
      this.classes.set(cls, 2, count + 1);
      columns.push(...base);
    }
    return columns.finish();
  }
}
