// Messages of ONNX that a model is made of. Field numbers are those of onnx.proto.
import { message } from "./protobuf.mjs";

export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;
const ATTRIBUTE = { float: 1, int: 2, string: 3, graph: 5, ints: 7 };

/** An operator; an output or input named "" is left out. */
export function operator(type, inputs, outputs, attributes = {}) {
  const given = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  return message([1, inputs], [2, outputs], [4, type], [5, given]);
}

function attribute(name, value) {
  if (value instanceof Uint8Array) return message([1, name], [6, value], [20, ATTRIBUTE.graph]);
  if (typeof value === "string") return message([1, name], [4, value], [20, ATTRIBUTE.string]);
  if (typeof value === "object" && "float" in value) return message([1, name], [2, value], [20, ATTRIBUTE.float]);
  if (Array.isArray(value)) return message([1, name], [8, value], [20, ATTRIBUTE.ints]);
  return message([1, name], [3, value], [20, ATTRIBUTE.int]);
}

export const tensor = (name, type, shape, { buffer, byteOffset, byteLength }) =>
  message([1, shape], [2, type], [8, name], [9, new Uint8Array(buffer, byteOffset, byteLength)]);

/** A graph's input or output; without a shape it may have any. */
export function valueInfo(name, elements, shape) {
  const dimensions = shape?.map((size) => message([1, size]));
  const type = message([1, message([1, elements], [2, dimensions && message([1, dimensions])])]);
  return message([1, name], [2, type]);
}

/** @param {{ operators: Uint8Array[], name: string, initializers?: Uint8Array[], inputs: Uint8Array[], outputs: Uint8Array[] }} graph */
export const graphMessage = ({ operators, name, initializers = [], inputs, outputs }) =>
  message([1, operators], [2, name], [5, initializers], [11, inputs], [12, outputs]);
