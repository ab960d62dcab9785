/**
 * Facts: what one file says, in a form that no longer knows its language.
 *
 * A fact file has definitions, functions, classes, imports and exports, and a list of *operations*
 * over *slots*. A slot is a place a value may be in: a version of a variable, a parameter, a result,
 * an intermediate expression. An operation says how values move: `dst` receives what `src` holds, what
 * member `name` of `obj` holds, what calling `callee` gives. Linking computes from all files' operations
 * which functions, classes and modules may be in which slot, and so what every site refers to: an
 * inclusion-based points-to analysis (Andersen 1994), field-sensitive for classes and literals, with
 * the flow inside a function already resolved by variable versions here (as in SSA form).
 *
 * Everything is numbers in typed arrays plus one string table, so that facts move between threads
 * without being copied and can be cached by content hash. All indexes are local to the file; `-1`
 * stands for nothing. Layouts ("strides") are given beside each column set.
 */
export interface Facts {
  readonly strings: readonly string[];
  /** The package that the file says it belongs to, where the language has such; else ''. */
  readonly packageName: string;
  readonly definitions: Int32Array;
  readonly functions: Int32Array;
  readonly parameters: Int32Array;
  readonly classes: Int32Array;
  readonly bases: Int32Array;
  readonly members: Int32Array;
  readonly variables: Int32Array;
  readonly imports: Int32Array;
  readonly exports: Int32Array;
  readonly sites: Int32Array;
  readonly operations: Int32Array;
  readonly links: Int32Array;
  readonly slotCount: number;
  readonly objectCount: number;
  readonly lineCount: number;
}

/** Column numbers within a row of `definitions`; names, signatures and the like are string indexes. */
export const definitionField = {
  name: 0,
  /** Dotted path within the file: `QuerySet.filter`. */
  qualifiedName: 1,
  kind: 2,
  subkind: 3,
  parent: 4,
  startLine: 5,
  startColumn: 6,
  endLine: 7,
  endColumn: 8,
  nameLine: 9,
  nameColumn: 10,
  signature: 11,
  documentation: 12,
  visibility: 13,
  exported: 14,
  /** Index into `classes` or -1. */
  class: 15,
  /** Index into `functions` or -1. */
  function: 16,
} as const;
export const definitionStride = 17;

/** Function 0 is the module's own code. */
export const functionField = {
  definition: 0,
  /** The definition that sites of this body belong to; -1 is the file. */
  owner: 1,
  receiver: 2,
  /** The class whose member it is, or -1. */
  class: 3,
  thisSlot: 4,
  returnSlot: 5,
  parametersFrom: 6,
  parameterCount: 7,
} as const;
export const functionStride = 8;

/** What the function's receiver (`self`, `cls`, `this`) is. */
export const receivers = {
  none: 0,
  /** An instance of the class or of one below it. */
  instance: 1,
  /** The class itself or one below it. */
  class: 2,
  /** Whatever it is called on: an ordinary JavaScript function. */
  dynamic: 3,
} as const;

/** `returned`: 1 where the function gives back what it was given here. */
export const parameterField = { slot: 0, name: 1, kind: 2, returned: 3 } as const;
export const parameterStride = 4;
export const parameterKinds = {
  positional: 0,
  rest: 1,
  keywordRest: 2,
  keywordOnly: 3,
  /** Positional, and a call may leave it out; told apart where functions are overloaded. */
  optional: 4,
} as const;

export const classField = {
  definition: 0,
  basesFrom: 1,
  baseCount: 2,
  flags: 3,
  /** Its name in the whole program where classes may be opened again: those of one name are one class. */
  globalName: 4,
  /** The class or module it is written in, where constants are looked for next, or -1. */
  outer: 5,
} as const;
export const classStride = 6;
/**
 * `part`: more members of the class that its base holds, written elsewhere; it is no class of its own.
 * `namespace`: it only holds names, and holds each that has no definition once.
 * `implementation`: what another class has for an interface, and lends it.
 */
export const classFlags = { interface: 1, part: 2, namespace: 4, implementation: 8 } as const;

export const baseField = { class: 0, slot: 1, relation: 2, line: 3 } as const;
export const baseStride = 4;
export const baseRelations = {
  extends: 0,
  implements: 1,
  /** Its members are above those of the class's instances, not of the class itself. */
  includes: 2,
  /** Its members come before the class's own. */
  prepends: 3,
  /** What its instances have, the class itself has. */
  extendsClass: 4,
  /** What its instances have, every class itself has that includes this one. */
  passesToClass: 5,
  /** Code inside finds its names as its own; no one inherits them: an imported namespace. */
  uses: 6,
  /** What its instances have, those of the class have after their own; it is no type above the class. */
  lends: 7,
} as const;

/**
 * A name that a class body declares. `place` says on what it is found: instances, the class, or both.
 * `isClosed`: 1 where a class below that has the name, too, hides it and does not override it.
 */
export const memberField = { class: 0, name: 1, definition: 2, slot: 3, place: 4, isClosed: 5 } as const;
export const memberStride = 6;
export const memberPlaces = { instance: 1, class: 2, both: 3 } as const;

/** A variable whose identity matters beyond its values: module level, imported, or a definition's name. */
export const variableField = { name: 0, slot: 1, definition: 2, import: 3 } as const;
export const variableStride = 4;

export const importField = {
  specifier: 0,
  /** The name in the imported module; `*` for the module itself or everything, `default` for a default. */
  name: 1,
  alias: 2,
  kind: 3,
  line: 4,
  slot: 5,
  /** The module in the file that the import stands in, as its definition; -1 is the file. */
  within: 6,
} as const;
export const importStride = 7;

/** `name` `*` re-exports everything of an import (`export * from`). `variable` or `import` says what. */
export const exportField = {
  name: 0,
  variable: 1,
  import: 2,
  slot: 3,
  /** The definition whose name the export is found under: a module in the file, an enum; -1 is the file. */
  within: 4,
} as const;
export const exportStride = 5;

/**
 * Definitions that others of the program declare, and declarations of such: what the linker of a program
 * makes one. Without a name, it is a member, and is joined with those of the same name in its class.
 */
export const linkField = {
  definition: 0,
  name: 1,
  isDeclaration: 2,
  /** What is written of its parameters, to tell functions of one name apart. */
  shape: 3,
  parameters: 4,
  /** Where its value is when it is a variable, or -1. */
  slot: 5,
} as const;
export const linkStride = 6;

export const siteField = {
  kind: 0,
  line: 1,
  column: 2,
  /** The function whose body the site stands in. */
  function: 3,
  /** The variable that a bare name refers to, or -1. */
  variable: 4,
  /** The member's or the free name's string, or -1. */
  name: 5,
  /** The slot of the receiver of a member, or -1. */
  receiver: 6,
  /** The slot that holds the callee, or the value read. */
  slot: 7,
  access: 8,
} as const;
export const siteStride = 9;
export const siteKinds = { call: 0, reference: 1 } as const;
export const siteAccesses = ['read', 'write', 'type', 'value'] as const;

/**
 * Operations, as `[opcode, ...operands]` in one array. Operands are slots unless said otherwise.
 * `call` has `flags` and then `argumentCount` pairs `(slot, keyword)`, where keyword is a string index,
 * `positional` or `spread`.
 */
export const opcodes = {
  /** dst, src */
  copy: 0,
  /** dst, function index */
  function: 1,
  /** dst, class index */
  class: 2,
  /** dst, object index: a literal or container made here */
  object: 3,
  /** dst, name: a name that no scope of the file declares */
  free: 4,
  /** dst, obj, name, site or -1 */
  load: 5,
  /** obj, name, src, site or -1 */
  store: 6,
  /** dst, obj: any element */
  element: 7,
  /** obj, src: stored as an element */
  put: 8,
  /** dst, type: an instance of the class that `type` holds, or of one below it */
  instance: 9,
  /** slot, type: the slot is declared to hold instances of this type only */
  declare: 10,
  /** dst, function index whose class is the start, name, site: a member looked up above the class */
  super: 11,
  /** dst, callee, receiver or -1, site, flags, argumentCount, (slot, keyword)... */
  call: 12,
  /** dst, obj, key: what is stored under a constant key, or under a key that is not known */
  item: 13,
  /** dst, class index, name, site: a constant looked up from inside the class outwards */
  constant: 14,
  /**
   * dst, class index, name, receiver slot or -1, site or -1, 1 where a base is named: a bare name, looked for
   * among the members of the class (on the receiver) and those above it, then in the classes and namespaces around
   */
  around: 16,
  /** dst, object index: the arguments of a generic type, stored on it by name */
  arguments: 17,
  /** slot, name, name or -1: the slot holds the type argument that its receiver has, inside a container under a name */
  ofReceiver: 18,
  /**
   * dst, class index, receiver or -1, name, name outside, site: a bare name that means a member of the class
   * or of one above or around it, and what the name means outside only where there is none
   */
  enclosed: 20,
  /** dst, definition index: the module that the definition is, or an enum's names */
  module: 15,
} as const;

export const callFlags = { none: 0, new: 1, super: 2 } as const;
export const positional = -1;
export const spread = -2;
export const keywordSpread = -3;
/** The slot holds the declared type of the argument that follows: what a function made on the spot takes there. */
export const declaredType = -4;
