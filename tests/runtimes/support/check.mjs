// What a result must be.
import { availableParallelism } from "node:os";
import { gzipSync } from "node:zlib";

/** LeNet-5 is far above this after 75 steps or 100, and a broken gradient far below. */
const LEARNED = 0.8;

/** gzip of a file as a server would send it. */
const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** The most that a browser may load for the smoke program: from the package as it is, with every layer, and as a bundler leaves it. */
export const LIMITS = { plain: 170_000, bundled: 70_000 };

/** The files that the browser loaded, largest first, and the sum of their gzip sizes. */
export function sizeOf(served) {
  const files = [...served].map(([path, bytes]) => ({ path, bytes: gzipped(bytes) })).sort((a, b) => b.bytes - a.bytes);
  return { files, total: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** What is wrong with `result`: a list of sentences. `reference` is a result whose hash all runtimes must give. */
export function faults(expect, result, reference) {
  return Object.entries(CHECKS)
    .filter(([name]) => name in expect)
    .map(([name, check]) => check(expect[name], result, reference))
    .filter(Boolean);
}

/** One check for each key of a case's `expect`; gives a sentence when it fails. */
const CHECKS = {
  hash: (_, result, reference) =>
    result.build !== "relaxed" &&
    result.hash !== reference.hash &&
    `hash ${result.hash}, expected ${reference.hash}${whichDiffer(result, reference)}`,
  learned: (least, { accuracy }) => !(accuracy >= least) && `accuracy ${accuracy}, expected at least ${least}`,
  steps: (steps, result) => result.steps !== steps && `${result.steps} steps, expected ${steps}`,
  threads: (want, { threads }) => !isThreads(want, threads) && `${threads} threads, expected ${want}`,
  reason: (pattern, { reason }) => !pattern.test(reason) && `engine.info.reason is "${reason}", expected ${pattern}`,
  fast: (_, { build, reason }) =>
    build !== "relaxed" && !/no relaxed SIMD/.test(reason) && `the ${build} build, and the reason is "${reason}"`,
  isolated: (want, { isolated }) => isolated !== want && `crossOriginIsolated is ${isolated}, expected ${want}`,
  turns: (least, { turns }) =>
    !(turns >= least) && `the page's event loop turned ${turns} times, expected at least ${least}`,
  granted: (want, { granted }) => granted?.length !== want && `permissions granted: ${granted}, expected none`,
  right: (_, { wrong }) => wrong.length > 0 && `not as they should be: ${wrong.join(", ")}`,
  bytes: (most, { served }) =>
    sizeOf(served).total > most && `loads ${sizeOf(served).total} bytes, expected at most ${most}`,
};

/** What every run of a program must be, whatever else a case expects. */
export const ALWAYS = {
  smoke: { hash: true, learned: LEARNED, steps: 100 },
  ops: { hash: true },
  recipe: { hash: true, learned: LEARNED, steps: 75 },
  media: { hash: true, right: true },
  mnist: { hash: true, learned: 0.96 },
};

/** Of the program of all ops: which of its results differ, by family, and the first of them. */
function whichDiffer({ results }, reference) {
  const wrong = results?.flatMap((result, i) => (result.join() === reference.results[i]?.join() ? [] : [result])) ?? [];
  if (!wrong.length) return "";
  const families = [...new Set(wrong.map(([family]) => family))];
  const counts = families.map((family) => `${wrong.filter((each) => each[0] === family).length} of ${family}`);
  return `; ${wrong.length} results differ: ${counts.join(", ")}\nthe first: ${wrong[0].join(" ")}`;
}

/** "several": as many as the engine chose, which is one only on a machine with one core. */
const isThreads = (want, threads) =>
  want === "several" ? threads > 1 || availableParallelism() === 1 : threads === want;
