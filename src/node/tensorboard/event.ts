/** TensorBoard's messages, event.proto and summary.proto of TensorFlow, as far as scalars need them. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** The first message of a file. */
const FILE_VERSION = "brain.Event:2";

/** Field numbers of `Event`, of `Summary`, and of `Summary.Value`. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

/** The message that a file begins with; `seconds` since 1970. */
export function versionEvent(seconds: number): Uint8Array {
  return new BinaryWriter()
    .tag(EVENT.wallTime, WireType.Bit64)
    .double(seconds)
    .tag(EVENT.fileVersion, WireType.LengthDelimited)
    .string(FILE_VERSION)
    .finish();
}

/** The message of numbers by tag at a step. */
export function scalarEvent(seconds: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const writer = new BinaryWriter()
    .tag(EVENT.wallTime, WireType.Bit64)
    .double(seconds)
    .tag(EVENT.step, WireType.Varint)
    .int64(step)
    .tag(EVENT.summary, WireType.LengthDelimited)
    .fork();
  for (const [tag, value] of Object.entries(scalars))
    writer
      .tag(SUMMARY.value, WireType.LengthDelimited)
      .fork()
      .tag(VALUE.tag, WireType.LengthDelimited)
      .string(tag)
      .tag(VALUE.simpleValue, WireType.Bit32)
      .float(value)
      .join();
  return writer.join().finish();
}
