/** What could be had, or why it could not: for tools of tests that a machine may lack, and CI may not. */
export function attempt<Result>(make: () => Result): { readonly value?: Result; readonly error?: Error } {
  try {
    return { value: make() };
  } catch (error) {
    return { error: error as Error };
  }
}
