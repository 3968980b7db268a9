import { afterEach, describe, expect, test, vi } from "vitest";
import { engine, model } from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { pretend } from "../bindings/modes.ts";

vi.unmock("../../src/plan/program.ts");

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(["blocking", "page", "turns"] as const)("where a thread is %s", (mode) => {
  test("one image of a small network is run by the calling thread at once, many are shared out", async () => {
    pretend(mode);
    using core = await engine({ threads: 2 });
    using net = await model(lenet5(), { engine: core, seed: 1 });
    const [alone, shared] = [vi.spyOn(core.core, "runAlone"), vi.spyOn(core.core, "run")];
    const one = await net.predict(new Uint8Array(784).fill(9));
    expect([alone.mock.calls.length, shared.mock.calls.length]).toEqual([1, 0]);
    const many = await net.predict(new Uint8Array(64 * 784).fill(9));
    expect([alone.mock.calls.length, shared.mock.calls.length]).toEqual([1, 1]);
    expect((many as Float32Array).slice(0, 10)).toEqual(one);
  });
});
