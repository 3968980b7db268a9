import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hasRelaxedSimd, unpack, whyUnsupported } from "../../bindings/module.ts";
import { availableCores, breathe, canBlock, decodeBase64, runtimeName, whyNoThreads } from "../../bindings/platform.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the runtime's name", () => {
  const agents: [string, string][] = [
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
      "chrome 142.0.0.0",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox 140.0"],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      "applewebkit 605.1.15",
    ],
    ["Cloudflare-Workers", "workerd"],
    ["Node.js/20", `node ${process.versions.node}`],
  ];
  test.each(agents)("for the agent %s is %s", (userAgent, name) => {
    vi.stubGlobal("navigator", { userAgent });
    expect(runtimeName()).toBe(name);
  });

  test("is told by Deno and Bun themselves", () => {
    vi.stubGlobal("Deno", { version: { deno: "2.5.0" } });
    expect(runtimeName()).toBe("deno 2.5.0");
    vi.unstubAllGlobals();
    vi.stubGlobal("Bun", { version: "1.3.0" });
    expect(runtimeName()).toBe("bun 1.3.0");
  });
});

describe("cores", () => {
  test("are what the system says, or the page, or one", () => {
    expect(availableCores()).toBeGreaterThanOrEqual(1);
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    vi.stubGlobal("navigator", { hardwareConcurrency: 12 });
    expect(availableCores()).toBe(12);
    vi.stubGlobal("navigator", undefined);
    expect(availableCores()).toBe(1);
  });

  test("are what the page says where asking the system is forbidden", () => {
    const forbidden = (): never => {
      throw new Error("Requires sys access");
    };
    vi.spyOn(process, "getBuiltinModule").mockReturnValue({ availableParallelism: forbidden } as never);
    vi.stubGlobal("navigator", { hardwareConcurrency: 3 });
    expect(availableCores()).toBe(3);
  });
});

describe("threads", () => {
  test("work here, and this thread may sleep", () => {
    expect([whyNoThreads(), canBlock()]).toEqual([null, true]);
  });

  test("need workers", () => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    vi.stubGlobal("Worker", undefined);
    expect(whyNoThreads()).toBe("this runtime has no workers");
  });

  test("need shared memory", () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    expect(whyNoThreads()).toBe("this runtime has no SharedArrayBuffer");
  });
});

test.each([
  ["setImmediate", { setImmediate, MessageChannel }],
  ["a message channel", { setImmediate: undefined, MessageChannel }],
  ["a timer", { setImmediate: undefined, MessageChannel: undefined }],
])("breathing by %s lets the event loop turn, every time", async (_, globals) => {
  const { setImmediate } = globalThis;
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  for (let i = 0; i < 3; i++) {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    // Pages deliver one message a turn, Node up to a thousand.
    for (let breaths = 0; breaths < 2000 && !turned; breaths++) await breathe();
    expect(turned).toBe(true);
  }
});

test("breaths taken at the same time all end", async () => {
  vi.stubGlobal("setImmediate", undefined);
  await Promise.all([breathe(), breathe(), breathe()]);
});

test("this runtime can run the core, both builds", () => {
  expect([whyUnsupported(), hasRelaxedSimd()]).toEqual([null, true]);
});

test("base64 is decoded alike by the typed arrays' own method, by Node's buffers, and by hand", () => {
  const ways = [
    () => {},
    () => vi.stubGlobal("Uint8Array", Object.assign(class extends Uint8Array {}, { fromBase64: undefined })),
    () => vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never),
  ];
  for (const takeAway of ways) {
    takeAway();
    expect([...decodeBase64("AAH+/w==")]).toEqual([0, 1, 254, 255]);
    expect(decodeBase64("")).toHaveLength(0);
  }
});

test("unpack reads compressed base64, by the runtime's own module and by streams", async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 7);
  const text = gzipSync(bytes).toString("base64");
  expect([...(await unpack(text))]).toEqual([...bytes]);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  expect([...(await unpack(text))]).toEqual([...bytes]);
});
