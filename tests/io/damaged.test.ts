import { describe, expect, test } from "vitest";
import { sharedEngine } from "../harness/engines.ts";
import { attempt } from "./attempt.ts";
import { tinyTrained } from "./models.ts";

const engine = await sharedEngine({ threads: 1 });
const net = await tinyTrained();
const file = net.save({ training: true });
const headerEnd = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));

test("the file itself is whole", async () => {
  expect(await attempt(engine, file, "the file")).toBe("model");
});

test("cut off at any byte it is an error of the format", async () => {
  for (let length = 0; length < file.length; length++)
    expect(await attempt(engine, file.slice(0, length), `${length} bytes`)).toBe("error");
});

test("with bytes behind its end it is an error of the format", async () => {
  for (const more of [1, 3, 4, 64]) {
    const longer = new Uint8Array(file.length + more);
    longer.set(file);
    expect(await attempt(engine, longer, `${more} bytes more`)).toBe("error");
  }
});

describe("with one byte of its header changed it is an error of the format, or a model that works", () => {
  const changes: [string, (byte: number) => number][] = [
    ["its lowest bit", (byte) => byte ^ 1],
    ["to a 9", () => 0x39],
    ["to a minus", () => 0x2d],
    ["to a quote", () => 0x22],
    ["to a bracket", () => 0x5d],
    ["to 0", () => 0],
    ["its highest bit", (byte) => byte ^ 0x80],
  ];

  test.each(changes)("%s", async (_, change) => {
    const outcomes = { error: 0, model: 0 };
    for (let at = 0; at < headerEnd; at++) {
      const damaged = file.slice();
      damaged[at] = change(file[at]);
      const around = Buffer.from(damaged.subarray(Math.max(8, at - 20), at + 20)).toString();
      outcomes[await attempt(engine, damaged, `byte ${at}, in ${JSON.stringify(around)}`)]++;
    }
    expect(outcomes.error).toBeGreaterThan(headerEnd / 10);
  });
});
