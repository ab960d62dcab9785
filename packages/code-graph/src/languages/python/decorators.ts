import type { Slot } from '../../facts/scopes.ts';
import { noNode, type Node } from '../../syntax/tree.ts';
import { parts } from './parts.ts';
import type { Reading } from './reading.ts';

export interface Decorator {
  /** Its last name: `cached_property` for `@functools.cached_property`, `route` for `@app.route('/')`. */
  readonly name: string;
  readonly slot: Slot;
}

/** Give the function back, or are accounted for otherwise: what they return is not looked at. */
const transparent = new Set([
  'property',
  'cached_property',
  'abstractproperty',
  'staticmethod',
  'classmethod',
  'abstractmethod',
  'overload',
  'override',
  'final',
  'dataclass',
  'setter',
  'getter',
  'deleter',
  'runtime_checkable',
  'wraps',
  'unique',
  'total_ordering',
  'contextmanager',
  'asynccontextmanager',
  'lru_cache',
  'cache',
]);

export const accessorDecorators = new Set(['setter', 'deleter']);

/** Reads the decorators above a definition, from the top down. */
export function readDecorators(reading: Reading, decorated: Node): Decorator[] {
  const { tree } = reading;
  return parts(tree, decorated)
    .filter((part) => tree.kind(part) === 'decorator')
    .map((part) => tree.firstNamedChild(part))
    .filter((expression) => expression !== noNode)
    .map((expression) => readDecorator(reading, expression));
}

function readDecorator(reading: Reading, expression: Node): Decorator {
  const { tree } = reading;
  const isCall = tree.kind(expression) === 'call';
  const name = lastName(reading, isCall ? tree.child(expression, 'function') : expression);
  if (accessorDecorators.has(name)) return { name, slot: -1 };
  return { name, slot: reading.value(expression, 'value') };
}

function lastName({ tree }: Reading, expression: Node): string {
  if (expression === noNode) return '';
  const attribute = tree.child(expression, 'attribute');
  return tree.text(attribute === noNode ? expression : attribute);
}

/**
 * Passes a definition to its decorators. The name keeps the definition itself: who calls a decorated
 * function means that function, and what one decorator returns is shared by everything it decorates.
 */
export function passToDecorators({ facts }: Reading, value: Slot, decorators: readonly Decorator[]): void {
  for (const { name, slot } of decorators) {
    if (!transparent.has(name)) facts.apply(slot, [{ slot: value }]);
  }
}
