// The limit runners: built at bench time, entered into the same rounds as what they are the limit of.
import { mkdirSync } from "node:fs";
import asc from "assemblyscript/asc";
import { benchFile, combinations } from "./runtimes.mjs";

const FLOPS_PER_ITERATION = 96;
const ITERATIONS_PER_CALL = 20_000;
const CALLS_PER_ROUND = 400;

const wasmFile = (build) => benchFile(`../build/bench/limit.${build}.wasm`);

/** Compiles assembly/limit.ts strictly and with relaxed SIMD. */
export async function buildLimit() {
  mkdirSync(benchFile("../build/bench"), { recursive: true });
  for (const build of ["strict", "relaxed"]) {
    const features = build === "relaxed" ? "simd,relaxed-simd" : "simd";
    const options = [
      "--config",
      "none",
      "--enable",
      features,
      "-O3",
      "--runtime",
      "stub",
      "--outFile",
      wasmFile(build),
    ];
    const { error, stderr } = await asc.main([benchFile("assembly/limit.ts"), ...options]);
    if (error) throw new Error(`the limit loop does not compile: ${error.message}\n${stderr}`);
  }
}

/**
 * One runner for each runtime, build and number of threads; its unit of work is one call in each thread.
 *
 * @param {import("./runtimes.mjs").Runtime[]} runtimes
 * @param {number[]} threadCounts
 * @returns {import("./rounds.mjs").Runner[]}
 */
export const limitRunners = (runtimes, threadCounts) =>
  combinations(runtimes, threadCounts).map(({ runtime, build, threads }) => ({
    group: "limit",
    name: "multiply-add limit",
    shape: "12 chains x 4 lanes",
    runner: "limit",
    command: runtime.program,
    args: [benchFile("runners/limit.mjs"), wasmFile(build), String(threads)],
    absent: runtime.absent,
    runtime: runtime.label,
    build,
    threads,
    request: { calls: CALLS_PER_ROUND, iterations: ITERATIONS_PER_CALL },
    flops: FLOPS_PER_ITERATION * ITERATIONS_PER_CALL * threads,
  }));

/** Fills `limitShare` of every row for whose runtime, build and threads `rows` holds a limit. */
export function withLimitShare(rows) {
  const key = ({ runtime, build, threads }) => `${runtime} ${build} ${threads}`;
  const limits = new Map(rows.filter(({ group }) => group === "limit").map((row) => [key(row), row.gflops]));
  return rows.map((row) => {
    const limit = row.group === "limit" ? null : limits.get(key(row));
    return limit && row.gflops ? { ...row, limitShare: row.gflops / limit } : row;
  });
}
