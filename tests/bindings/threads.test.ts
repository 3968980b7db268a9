import { EventEmitter } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as kernels from "../../bindings/kernels.ts";
import { Slot } from "../../bindings/slot.ts";
import { engine, gelu, graph, input, model } from "../../src/index.ts";
import { lenet5 } from "../../src/models/lenet5.ts";
import { layOut } from "../../src/plan/layout.ts";
import { Program } from "../../src/plan/program.ts";
import { Tape } from "../../src/plan/tape.ts";
import { pretend } from "./modes.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Replaces the class of this runtime's threads. */
function withWorker(Worker: unknown): void {
  const { getBuiltinModule } = process;
  vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) =>
    name === "node:worker_threads" ? { Worker } : getBuiltinModule(name as "node:os"),
  );
}

/** A thread that says nothing until `begin` has it do something. */
class Silent extends EventEmitter {
  static alive = 0;
  constructor() {
    super();
    Silent.alive++;
  }
  postMessage(): void {}
  ref(): void {}
  unref(): void {}
  terminate(): void {
    Silent.alive--;
  }
}

describe.each(["blocking", "page"] as const)(
  "in mode %s a thread that does not start leaves one thread, and says why",
  (mode) => {
    async function expectAlone(reason: string): Promise<void> {
      pretend(mode);
      using core = await engine({ threads: 3 });
      expect(core.info).toMatchObject({
        threads: 1,
        reason: `strict by default; threads 1: no thread could be started (${reason})`,
      });
      using net = await model(lenet5(), { engine: core });
      expect(await net.predict(new Uint8Array(784))).toHaveLength(10);
    }

    test("when its constructor throws", async () => {
      withWorker(
        class {
          constructor() {
            throw new Error("no workers in this house");
          }
        },
      );
      await expectAlone("no workers in this house");
    });

    test("when a later one's constructor throws; the first is ended", async () => {
      Silent.alive = 0;
      withWorker(
        class extends Silent {
          constructor() {
            if (Silent.alive) throw new Error("one is enough");
            super();
          }
        },
      );
      await expectAlone("one is enough");
      expect(Silent.alive).toBe(0);
    });

    test("when its source does not load", async () => {
      withWorker(
        class extends Silent {
          constructor() {
            super();
            setTimeout(() => this.emit("error", new Error("blocked by policy")), 1);
          }
        },
      );
      await expectAlone("Error: blocked by policy");
    });

    test("when it breaks on its job", async () => {
      withWorker(
        class extends Silent {
          constructor() {
            super();
            setTimeout(() => this.emit("message", "loaded"), 1);
          }
          override postMessage(): void {
            setTimeout(() => this.emit("error", new Error("out of memory")), 1);
          }
        },
      );
      await expectAlone("Error: out of memory");
    });
  },
);

describe("a kernel that traps", () => {
  /** Reads beyond the end of memory. */
  function broken(): Program {
    const program = new Program();
    const [y, x] = [program.slot("y", 4096 * 4), new Slot("outside", 4096 * 4)];
    x.place(2 ** 32 - 65536);
    program.emit(kernels.copy, { y, x, count: 4096 }, { items: 4, grain: 1 });
    program.emit(kernels.copy, { y, x, count: 4096 }, { items: 4, grain: 1 });
    return program;
  }

  test.each([
    ["blocking", 1],
    ["blocking", 2],
    ["page", 2],
    ["turns", 1],
  ] as const)("ends the run and the engine with an error, in mode %s with %i threads", async (mode, threads) => {
    pretend(mode);
    using core = await engine({ threads, memoryLimit: 2 ** 24 });
    using net = await model(lenet5(), { engine: core });
    const program = broken();
    const tape = new Tape(core.core, program, layOut(program));
    const attempt = core.exclusive(async () => {
      core.prepare(tape);
      await tape.run();
    });
    await expect(attempt).rejects.toMatchObject({
      code: "runtime",
      message: expect.stringMatching(/^engine: a thread of the core broke: .*(out of bounds|trapped)/),
    });
    await expect(net.predict(new Uint8Array(784))).rejects.toMatchObject({ code: "runtime" });
  });
});

test("a thread keeps the process from its end while it is waited for, and no longer", async () => {
  let held = 0;
  const when: number[] = [];
  withWorker(
    class extends Worker {
      constructor(url: URL) {
        super(url);
        held++;
      }
      override ref(): void {
        held++;
        super.ref();
      }
      override unref(): void {
        held--;
        super.unref();
      }
      override postMessage(message: unknown): void {
        when.push(held);
        super.postMessage(message);
      }
    },
  );
  using core = await engine({ threads: 2 });
  expect(held).toBe(0);
  const x = input([3]);
  using net = await model(graph(x, gelu()(x)), { engine: core });
  await net.predict(new Float32Array(3)); // loads the extension
  expect(when, "while it got the core, and the extension").toEqual([1, 1]);
  expect(held).toBe(0);
});
