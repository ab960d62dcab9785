import { type ImportKind, importKinds } from '@gkg/ontology';
import type { Node } from '../syntax/tree.ts';
import { ClassFacts } from './class-facts.ts';
import { definitionField, opcodes, receivers } from './facts.ts';
import { declareVariable, type Frame, nothing, openScope, type Slot, type Variable } from './scopes.ts';

/** Modules: what a file, or a module that stands in it, imports and exports. */
export class ModuleFacts extends ClassFacts {
  /**
   * Begins a module that stands in the file. What is exported in it is found under it. `seesOuter`: its code
   * sees the names around it.
   */
  openModule(facts: { readonly definition: number; readonly seesOuter: boolean }): void {
    const { thisSlot, returnSlot } = this.scope.frame;
    const { definition } = facts;
    const body = this.functions.push(-1, definition, receivers.none, -1, thisSlot, returnSlot, 0, 0);
    this.parametersOf[body] = [];
    const frame: Frame = {
      ...this.scope.frame,
      function: body,
      owner: definition,
      class: -1,
      module: definition,
      flow: this.newFlow(),
    };
    this.scope = openScope('module', this.scope, frame, !facts.seesOuter);
  }

  closeModule(): void {
    this.closeScope();
  }

  /** The definition of the module in the file that is being read, or -1 for the file's own. */
  get module(): number {
    return this.scope.frame.module;
  }

  /** What a definition is as a module: what is exported under it. */
  moduleValue(definition: number): Slot {
    return this.make(opcodes.module, definition);
  }

  /** Adds an import and gives the slot of what it binds, and its row for exports. */
  import(facts: {
    readonly specifier: string;
    /** `*` for the module itself or all its names, `default` for a default, '' for side effects only. */
    readonly name: string;
    readonly alias?: string;
    readonly kind: ImportKind;
    readonly at: Node;
  }): { readonly slot: Slot; readonly row: number } {
    const slot = this.slot();
    const { line } = this.tree.point(this.tree.start(facts.at));
    const text = (value: string) => this.strings.index(value);
    const isWildcard = facts.kind === 'wildcard' || (facts.kind === 're_export' && facts.name === '*');
    if (isWildcard) this.hasWildcard = true;
    const row = this.imports.push(
      text(facts.specifier),
      text(facts.name),
      text(facts.alias ?? ''),
      importKinds.indexOf(facts.kind),
      line,
      slot,
      this.scope.frame.module,
    );
    return { slot, row };
  }

  /** Binds an import to the name it gets in this scope. */
  bindImport(name: string, imported: { readonly slot: Slot; readonly row: number }): void {
    const variable = declareVariable(this.scope, name, 'import');
    variable.import = imported.row;
    this.write(variable, imported.slot);
  }

  /**
   * Exports a variable of this file, a value, or (re-export) something imported. `*` exports all of an
   * import. `isPrivate`: others can reach it, but are not meant to.
   */
  export(
    name: string,
    what: {
      readonly variable?: Variable;
      readonly import?: number;
      readonly slot?: Slot;
      readonly isPrivate?: boolean;
      /** The definition under which it is found, where that is not the module being read. */
      readonly within?: number;
    },
  ): void {
    const { variable } = what;
    const row = variable === undefined ? -1 : this.variableRow(variable);
    const slot = what.slot ?? (variable === undefined ? nothing : this.allOf(variable));
    const within = what.within ?? this.scope.frame.module;
    this.exports.push(this.strings.index(name), row, what.import ?? -1, slot, within);
    if (what.isPrivate === true || variable === undefined) return;
    if (variable.definition !== -1) this.setExported(variable.definition);
  }

  setExported(definition: number): void {
    this.definitions.set(definition, definitionField.exported, 1);
  }
}
