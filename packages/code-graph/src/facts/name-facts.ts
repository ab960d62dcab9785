import { noNode, type Node } from '../syntax/tree.ts';
import { opcodes, siteAccesses, siteKinds } from './facts.ts';
import { isNamed, nothing, type Slot, type Variable } from './scopes.ts';
import { VariableFacts } from './variable-facts.ts';

export type SiteAccess = (typeof siteAccesses)[number];

/** What a site refers to; see `siteField`. */
interface SiteFacts {
  readonly variable?: number;
  readonly name?: number;
  readonly receiver?: Slot;
  readonly slot: Slot;
  readonly access?: SiteAccess;
}

/** Names: what reading and writing them refers to, and what those hold that the file does not declare. */
export class NameFacts extends VariableFacts {
  readonly #freeNames = new Map<string, Slot>();
  protected hasWildcard = false;

  /**
   * Says which package the file belongs to. Names that it does not declare may be declared by the other
   * files of the package.
   */
  inPackage(name: string): void {
    this.packageName = name;
    this.hasWildcard = true;
  }

  /** Says that the variable is the name of a definition, so that reading it refers to that. */
  bindDefinition(variable: Variable, definition: number): void {
    variable.role = 'definition';
    if (variable.definition === -1) variable.definition = definition;
  }

  /**
   * Gives a name a value. With `at`, the assignment is also a write site when the name means something
   * of the graph. An undeclared name is left alone.
   */
  assign(name: string, value: Slot, at: Node = noNode): void {
    const variable = this.find(name);
    if (variable === undefined) return;
    this.write(variable, value);
    if (at !== noNode && isNamed(variable)) this.#nameSite(variable, at, 'write', value);
  }

  /**
   * The value of a name, and a reference site when the name means something of the graph, or may do so
   * because the file imports names that it does not list.
   */
  read(name: string, at: Node, access: SiteAccess = 'read'): Slot {
    const variable = this.find(name);
    if (variable !== undefined) return this.readVariable(variable, at, access);
    const slot = this.free(name);
    if (this.hasWildcard) {
      this.site(siteKinds.reference, at, { name: this.strings.index(name), slot, access });
    }
    return slot;
  }

  /** Like `read`, for a variable that the scope rules would not find from here. */
  readVariable(variable: Variable, at: Node, access: SiteAccess = 'read'): Slot {
    const slot = this.currentValue(variable);
    if (isNamed(variable)) this.#nameSite(variable, at, access, slot);
    return slot;
  }

  /** A value of the language's own library, by its global name, whatever the file declares. */
  libraryValue(name: string): Slot {
    return this.free(name);
  }

  protected variableRow(variable: Variable): number {
    if (variable.row === -1) {
      variable.row = this.variables.push(this.strings.index(variable.name), -1, -1, -1);
      this.allOf(variable);
    }
    return variable.row;
  }

  protected site(kind: number, at: Node, what: SiteFacts): number {
    const { line, column } = this.tree.point(this.tree.start(at));
    return this.sites.push(
      kind,
      line,
      column,
      this.scope.frame.function,
      what.variable ?? -1,
      what.name ?? -1,
      what.receiver ?? nothing,
      what.slot,
      siteAccesses.indexOf(what.access ?? 'read'),
    );
  }

  protected free(name: string): Slot {
    let slot = this.#freeNames.get(name);
    if (slot === undefined) {
      slot = this.make(opcodes.free, this.strings.index(name));
      this.#freeNames.set(name, slot);
    }
    return slot;
  }

  #nameSite(variable: Variable, at: Node, access: SiteAccess, slot: Slot): number {
    const text = this.strings.index(variable.name);
    return this.site(siteKinds.reference, at, {
      variable: this.variableRow(variable),
      name: text,
      slot,
      access,
    });
  }
}
