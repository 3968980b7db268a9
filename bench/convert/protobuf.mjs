// As much of Protocol Buffers as an ONNX file needs: messages of whole numbers, floats, strings, bytes and messages.
// Source: https://protobuf.dev/programming-guides/encoding

/** A message of [field number, value] pairs; undefined values are left out, arrays are repeated fields. */
export function message(...fields) {
  return concatenate(
    fields.flatMap(([number, value]) =>
      [value].flat().flatMap((each) => (each === undefined ? [] : field(number, each))),
    ),
  );
}

/** A number that is written as a float and not as a whole number. */
export const float = (value) => ({ float: value });

function field(number, value) {
  if (typeof value === "number" || typeof value === "bigint") return [tag(number, 0), varint(BigInt(value))];
  if (typeof value === "string") return lengthDelimited(number, new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return lengthDelimited(number, value);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value.float, true);
  return [tag(number, 5), bytes];
}

const lengthDelimited = (number, bytes) => [tag(number, 2), varint(BigInt(bytes.length)), bytes];

const tag = (number, wireType) => varint(BigInt((number << 3) | wireType));

function varint(value) {
  const bytes = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

function concatenate(parts) {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
