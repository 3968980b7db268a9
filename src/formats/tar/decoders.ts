/** What becomes of a shard's files, by the end of their names, as WebDataset has it. */

import { reasonOf } from "../../data/reason.ts";
import { fail, show } from "../../error.ts";
import { npy } from "../numpy/npy.ts";
import type { Decode } from "../table/samples.ts";

/** Makes something of a file's bytes; `name` is for errors. */
export type ShardDecoder = (bytes: Uint8Array, options: { name: string }) => unknown;

export const PICTURES: readonly string[] = ["jpg", "jpeg", "png"];

/** Decoders by the last part of the extension. What has none stays bytes. */
export function shardDecoders(
  own: Readonly<Record<string, ShardDecoder>>,
  decode: Decode | undefined,
): ReadonlyMap<string, ShardDecoder> {
  const builtIn: [string, ShardDecoder][] = [
    ...["json"].map((extension): [string, ShardDecoder] => [extension, json]),
    ...["txt", "text", "transcript"].map((extension): [string, ShardDecoder] => [extension, text]),
    ...["cls", "cls2", "index", "inx", "id"].map((extension): [string, ShardDecoder] => [extension, integer]),
    ["npy", npy],
  ];
  const pictures = decode ? PICTURES.map((extension): [string, ShardDecoder] => [extension, decode]) : [];
  return new Map([...builtIn, ...pictures, ...Object.entries(own)]);
}

function text(bytes: Uint8Array, { name }: { name: string }): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return fail("format", { where: name, got: "bytes that are no utf-8", expected: "text" });
  }
}

function json(bytes: Uint8Array, options: { name: string }): unknown {
  const written = text(bytes, options);
  try {
    return JSON.parse(written);
  } catch (error) {
    return fail("format", { where: options.name, got: `no JSON (${reasonOf(error)})`, expected: "JSON" });
  }
}

function integer(bytes: Uint8Array, options: { name: string }): number {
  const written = text(bytes, options).trim();
  if (/^-?\d{1,15}$/.test(written)) return Number(written);
  return fail("format", { where: options.name, got: show(written), expected: "a whole number, the index of a class" });
}
