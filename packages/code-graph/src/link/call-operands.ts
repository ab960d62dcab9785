/** Operands of a `call` operation; from `arguments` on, pairs of slot and keyword. */
export const callOperand = {
  result: 0,
  callee: 1,
  receiver: 2,
  site: 3,
  flags: 4,
  count: 5,
  arguments: 6,
} as const;
