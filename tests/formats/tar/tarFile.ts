/** Makes tar archives, sound and unsound, for tests. */

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a member's header says, where it is not the usual. */
export interface Written {
  name: string;
  bytes?: Uint8Array | string;
  type?: string;
  /** The size field, as it stands there. */
  size?: string;
}

/** The blocks of one member: header and contents. */
export function member({ name, bytes = "", type = "0", size }: Written): Uint8Array {
  const contents = typeof bytes === "string" ? encode(bytes) : bytes;
  const blocks = new Uint8Array(512 + Math.ceil(contents.length / 512) * 512);
  const put = (text: string, at: number): void => blocks.set(encode(text), at);
  put(name, 0);
  put("0000644\0", 100);
  put(size ?? `${contents.length.toString(8).padStart(11, "0")}\0`, 124);
  put(type, 156);
  put("ustar\x0000", 257);
  blocks.fill(32, 148, 156);
  const sum = blocks.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  blocks.set(contents, 512);
  return blocks;
}

/** An archive of members, with the two empty blocks at its end. */
export function tarFile(members: readonly Written[]): Uint8Array {
  const parts = [...members.map(member), new Uint8Array(1024)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A shard of `count` samples: a number as text, and a label. */
export function shard(first: number, count: number): Uint8Array {
  const keys = Array.from({ length: count }, (_, i) => first + i);
  return tarFile(
    keys.flatMap((key) => [
      { name: `s/${key}.txt`, bytes: `text ${key}` },
      { name: `s/${key}.cls`, bytes: String(key % 10) },
    ]),
  );
}
