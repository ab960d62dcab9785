/** The fields of one protobuf message, in order; a length-delimited field is given as its bytes. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Reads a message's fields. Numbers beyond 2^53 lose precision: nothing that is read here has any. */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  while (at < bytes.length) {
    const [key, afterKey] = readVarint(bytes, at);
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    if (wireType === wireTypes.varint) {
      const [value, next] = readVarint(bytes, afterKey);
      at = next;
      yield { number, value };
    } else if (wireType === wireTypes.bytes) {
      const [length, start] = readVarint(bytes, afterKey);
      at = start + length;
      yield { number, value: bytes.subarray(start, at) };
    } else if (wireType === wireTypes.fixed64) at = afterKey + 8;
    else if (wireType === wireTypes.fixed32) at = afterKey + 4;
    else throw new Error(`wire type ${String(wireType)} is not one of protobuf's`);
  }
}

/** Reads numbers that are packed into one field. */
export function readPacked(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const [value, next] = readVarint(bytes, at);
    numbers.push(value);
    at = next;
  }
  return numbers;
}

function readVarint(bytes: Uint8Array, from: number): readonly [value: number, next: number] {
  let value = 0;
  let factor = 1;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at + 1];
    factor *= 128;
  }
  throw new Error('the message ends inside a number');
}
