// The limits of this machine's WebAssembly: measured in the same rounds as what they are the limits of.
import { mkdirSync, readFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { benchFile, builtFile } from "./paths.mjs";
import { statistics } from "./statistics.mjs";

const MULTIPLY_ADDS = { loop: "multiplyAdds", iterations: 20_000, flops: 96 * 20_000 };
/** Bytes of the array that is read and of the one that is written, all threads together: more than caches hold. */
const ARRAY = 2 ** 28;
/** A turn copies one of so many slices of them. */
const SLICES = 8;
/** Milliseconds that a turn should take. */
const TURN = 30;

const wasmFile = (build) => builtFile(`limit.${build}.wasm`);

/** Compiles assembly/limit.ts strictly and with relaxed SIMD. */
export async function buildLimits() {
  mkdirSync(builtFile(""), { recursive: true });
  for (const build of ["strict", "relaxed"]) {
    const features = build === "relaxed" ? "simd,relaxed-simd" : "simd";
    const options = ["--config", "none", "--enable", features, "-O3", "--runtime", "stub"];
    const { error, stderr } = await asc.main([
      benchFile("assembly/limit.ts"),
      ...options,
      "--outFile",
      wasmFile(build),
    ]);
    if (error) throw new Error(`the limit loops do not compile: ${error.message}\n${stderr}`);
  }
}

/** What the runner of limits is opened with, for a build and a number of threads. */
export const limitSetting = ({ build, threads }) => ({
  threads,
  wasm: readFileSync(wasmFile(build)).toString("base64"),
  bytes: ARRAY / threads,
});

/** The limits of one runtime, build and number of threads over some rounds. */
export class Limits {
  #runner;
  #threads;
  #loops;
  #error = null;

  /**
   * @param {import("./runner.mjs").Runner} runner
   * @param {{ bytes?: number, flops?: number }} [workload] where it says the bytes that it reads and writes, a copy of as many is timed
   * too; multiply-adds are not where it has bytes alone
   */
  constructor(runner, { bytes, flops } = {}) {
    this.#runner = runner;
    this.#threads = runner.threads;
    const stream = ARRAY / SLICES / this.#threads;
    this.#loops = {
      ...((flops || !bytes) && { multiplyAdds: new Loop(MULTIPLY_ADDS) }),
      stream: new Loop({ loop: "stream", size: stream }),
      ...(bytes && { copy: new Loop({ loop: "copy", size: copySize(bytes / 2 / this.#threads) }) }),
    };
  }

  async turn(counts) {
    try {
      for (const loop of this.#error ? [] : Object.values(this.#loops)) await loop.turn(this.#runner, counts);
    } catch (error) {
      this.#error = error.message;
    }
  }

  get identity() {
    return this.#runner.identity;
  }

  /** Rows of the group `limit`. */
  rows() {
    const shapes = { multiplyAdds: "12 chains x 4 lanes", stream: `2 x ${ARRAY / 2 ** 20} MiB` };
    const names = { multiplyAdds: "multiply-add", stream: "streaming copy" };
    return Object.keys(names).map((key) => ({
      ...{ group: "limit", name: names[key], shape: shapes[key], ...this.identity },
      ...(this.#error ? { ...noTimes, error: this.#error } : { ...this.#loops[key].statistics, ...this.#rates(key) }),
      limitShare: null,
    }));
  }

  /**
   * The part of the limit that a time comes to: of the multiply-adds or of the streaming copy, whichever binds; and of a copy of as
   * many bytes, which fits into the caches as the workload does.
   */
  shares({ gflops, gbps }) {
    if (this.#error) return { limitShare: null };
    const share = (rate, limit) => (rate && limit ? rate / limit : null);
    const ofMultiplyAdds = gflops ? share(gflops, this.#rates("multiplyAdds").gflops) : null;
    const ofStream = share(gbps, this.#rates("stream").gbps);
    const isMemoryBound = (ofStream ?? 0) > (ofMultiplyAdds ?? 0);
    if (!isMemoryBound) return { limitShare: ofMultiplyAdds };
    return { limitShare: ofStream, copyShare: share(gbps, this.#rates("copy").gbps) };
  }

  #rates(key) {
    const loop = this.#loops[key];
    const { minMs } = loop.statistics; // a limit is what the machine can do at its best
    if (key === "multiplyAdds") return { gflops: (MULTIPLY_ADDS.flops * this.#threads) / minMs / 1e6, gbps: null };
    return { gflops: null, gbps: (2 * loop.size * this.#threads) / minMs / 1e6 };
  }
}

const noTimes = { ms: null, minMs: null, spread: null, gflops: null, gbps: null };

/** Whole cache lines, at most an array. */
const copySize = (bytes) => Math.min(ARRAY / 2, Math.max(64, Math.floor(bytes / 64) * 64));

class Loop {
  #request;
  #times = [];
  #last = TURN;

  constructor(request) {
    this.#request = request;
  }

  get size() {
    return this.#request.size;
  }

  get statistics() {
    return statistics(this.#times);
  }

  /** Many short calls: one long call would stay in the baseline compiler and read a quarter of the truth. */
  async turn(runner, counts) {
    const calls = Math.max(1, Math.min(100_000, Math.round(TURN / this.#last)));
    const { ms } = await runner.turn({ ...this.#request, calls });
    this.#last = ms;
    if (counts) this.#times.push(ms);
  }
}
