/** The member that holds a class's constructors. */
export const constructorName = '<init>';

/** Methods and fields may have one name: what is called has brackets in its own. */
export function calledName(name: string): string {
  return `${name}()`;
}
