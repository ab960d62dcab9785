import { closingBrace } from './markup.ts';

/** Names that markup itself declares, such as a loop's item, by the element that they hold in. */
export interface TemplateNames {
  open(element: string, names: readonly string[]): void;
  close(element: string): void;
  /** The expression with declared names replaced, at equal length, by names that nothing has. */
  mask(expression: string): string;
}

/** Elements beyond this many around a place are not told apart. */
const openMax = 2000;

export function createTemplateNames(): TemplateNames {
  const open: { readonly element: string; readonly names: readonly string[] }[] = [];
  const counts = new Map<string, number>();
  let declared = 0;
  const add = (names: readonly string[], step: number) => {
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + step);
    declared += names.length * step;
  };
  return {
    open(element, names) {
      if (open.length >= openMax) return;
      open.push({ element, names });
      add(names, 1);
    },
    close(element) {
      const at = open.findLastIndex((each) => each.element === element);
      if (at !== -1) for (const each of open.splice(at)) add(each.names, -1);
    },
    mask(expression) {
      if (declared === 0) return expression;
      return expression.replace(/(?<![\w$.]|\.\s)[A-Za-z_$][\w$]*/g, (name) =>
        (counts.get(name) ?? 0) > 0 ? '$'.repeat(name.length) : name,
      );
    },
  };
}

/** The names that a pattern may declare: more than it does are given, never fewer. */
export function namesOfPattern(pattern: string): string[] {
  return pattern.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** Whether an expression's brackets match, so that it cannot swallow what follows it. */
export function isBalanced(expression: string): boolean {
  if (closingBrace(`{${expression}}`, 0) !== expression.length + 1) return false;
  let depth = 0;
  for (const character of expression.replace(/"[^"\n]*"|'[^'\n]*'|`[^`]*`/g, '')) {
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    if (depth < 0) return false;
  }
  return depth === 0 && !/\/\*|\/\//.test(expression.replace(/"[^"\n]*"|'[^'\n]*'|`[^`]*`/g, ''));
}
