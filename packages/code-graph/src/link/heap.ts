import type { FlowGraph } from './graph.ts';
import type { Program } from './program.ts';

/**
 * Where values live beyond variables: fields of instances, classes, functions, modules and literals,
 * and elements of containers. Every place is a slot, made when it is first read or written.
 */
export class Heap {
  readonly #graph: FlowGraph;
  readonly #fields: (Map<number, number> | undefined)[] = [];
  readonly #below: (Map<number, number> | undefined)[] = [];
  readonly #elements: (number | undefined)[] = [];
  readonly #anything: (number | undefined)[] = [];
  readonly #classCount: number;
  readonly #statics: number;
  readonly #objects: number;
  #objectCount: number;
  readonly #restObjects = new Map<number, number>();

  constructor(program: Program, graph: FlowGraph) {
    this.#graph = graph;
    this.#classCount = program.totals.classes;
    this.#statics = program.totals.classes + program.totals.functions;
    this.#objects = this.#statics * 2;
    this.#objectCount = program.totals.objects;
  }

  /** Field of the instances of a class or constructor function. */
  instanceField(entity: number, name: number): number {
    return this.#field(entity, name);
  }

  /** What the classes below one store in a field of their instances. */
  fieldBelow(cls: number, name: number): number {
    const fields = (this.#below[cls] ??= new Map<number, number>());
    let slot = fields.get(name);
    if (slot === undefined) {
      slot = this.#graph.newSlot();
      fields.set(name, slot);
    }
    return slot;
  }

  /** Field of a class or function itself. */
  staticField(entity: number, name: number): number {
    return this.#field(this.#statics + entity, name);
  }

  objectField(object: number, name: number): number {
    const owner = this.#objects + object;
    const known = this.#fields[owner]?.get(name);
    if (known !== undefined) return known;
    const slot = this.#field(owner, name);
    const anything = this.#anything[object];
    if (anything !== undefined) this.#graph.copy(anything, slot);
    return slot;
  }

  hasObjectField(object: number, name: number): boolean {
    return this.#fields[this.#objects + object]?.has(name) === true;
  }

  /** Elements stored under keys that are not known. */
  elements(object: number): number {
    let slot = this.#elements[object];
    if (slot === undefined) {
      slot = this.#graph.newSlot();
      this.#elements[object] = slot;
      const anything = this.#anything[object];
      if (anything !== undefined) this.#graph.copy(anything, slot);
    }
    return slot;
  }

  /** Everything that is in the object, under whatever key. */
  anything(object: number): number {
    let slot = this.#anything[object];
    if (slot === undefined) {
      slot = this.#graph.newSlot();
      this.#anything[object] = slot;
      for (const field of this.#fields[this.#objects + object]?.values() ?? []) this.#graph.copy(slot, field);
      this.#graph.copy(slot, this.elements(object));
    }
    return slot;
  }

  newObject(): number {
    return this.#objectCount++;
  }

  /** The container that a rest parameter of a function receives. */
  restObject(parameter: number): number {
    let object = this.#restObjects.get(parameter);
    if (object === undefined) {
      object = this.newObject();
      this.#restObjects.set(parameter, object);
    }
    return object;
  }

  entityOfFunction(fn: number): number {
    return this.#classCount + fn;
  }

  isClass(entity: number): boolean {
    return entity < this.#classCount;
  }

  functionOfEntity(entity: number): number {
    return entity - this.#classCount;
  }

  #field(owner: number, name: number): number {
    const fields = (this.#fields[owner] ??= new Map<number, number>());
    let slot = fields.get(name);
    if (slot === undefined) {
      slot = this.#graph.newSlot();
      fields.set(name, slot);
    }
    return slot;
  }
}
