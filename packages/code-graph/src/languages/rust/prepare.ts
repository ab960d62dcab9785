/** Rewrites macro calls whose tokens are expressions; see `macro-marks.ts`. */
export function prepare(source: string): string {
  return source;
}
