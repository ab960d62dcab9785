/**
 * Strings that name functions. `add_action('init', 'start')` refers to `start` because the second parameter of
 * `add_action` is declared to be callable, and that may stand in any file. So a function says which of its
 * parameters are (an exported name of its own, `\\add_action()@1`), and such a string is a name that asks for
 * both: the function it names, and whether the place takes one.
 */
const separator = '\0';

/** The name of a string that is given to a function as the argument at the position. */
export function possibleCallable(callee: string, position: number, text: string): string {
  const name = text.startsWith('\\') ? text : `\\${text}`;
  return [`${name}()`, callableParameter(callee, position)].join(separator);
}

/** What a function exports to say that it calls what it gets there. */
export function callableParameter(callee: string, position: number): string {
  return `${callee}@${String(position)}`;
}

/** The function that such a string names and the parameter it is given to, or undefined for other names. */
export function readPossibleCallable(
  name: string,
): { readonly named: string; readonly parameter: string } | undefined {
  const cut = name.indexOf(separator);
  if (cut === -1) return undefined;
  return { named: name.slice(0, cut), parameter: name.slice(cut + separator.length) };
}
