// docs/benchmarks.md and docs/benchmarks.svg, written from rows.
import { mkdirSync, writeFileSync } from "node:fs";
import { rootFile } from "../support/paths.mjs";
import { chart } from "./chart.mjs";
import { latest } from "./places.mjs";
import { section } from "./sections.mjs";

const GROUPS = ["nets", "train", "start", "threads", "gemm", "conv", "layers", "memory", "augment", "data", "limit"];

const HOW_TO_READ = `Every library is a process of its own; in each round every one takes a turn, so that a noisy minute of the machine hits all
alike, and tables hold medians over the rounds. **Spread** is the distance between the quartiles over the median: above some 10 % the
machine was busy. **Of limit** is the part of what WebAssembly can do at most on this machine, measured in the same rounds: multiply-adds that
never leave registers, or a streaming copy, whichever binds (what fits into caches can be faster than a copy of what does not). A peer's
cell holds its milliseconds, and in brackets how many times as long as fovea that is. Before it is timed, what a peer computes is compared with
what fovea computes. Times of onnxruntime include copying arrays in and out, which its interface does; fovea's and tfjs's times of single
layers do not. Native programs use instructions that WebAssembly has not, and are here for reference.
[bench/README.md](../bench/README.md) says more, and how to run it.`;

/** @param {object[]} measured rows, maybe of several runs */
export async function writeDocs(measured) {
  const rows = latest(measured);
  if (rows.length === 0) throw new Error("--docs: there are no rows to write from");
  mkdirSync(rootFile("docs"), { recursive: true });
  const svg = await chart(rows);
  if (svg) writeFileSync(rootFile("docs/benchmarks.svg"), svg);
  const parts = [
    "# Benchmarks",
    "Written by `npm run bench -- --docs`; change nothing here by hand.",
    provenance(rows),
    HOW_TO_READ,
    ...(svg ? ["![Times of networks and training steps, and shares of the limit](benchmarks.svg)"] : []),
    ...GROUPS.flatMap((group) => section(group, rows)),
  ];
  writeFileSync(rootFile("docs/benchmarks.md"), `${parts.join("\n\n")}\n`);
}

/** Where, when and what was measured. */
function provenance(rows) {
  const distinct = (values) => [...new Set(values.filter(Boolean))];
  const machines = distinct(rows.map(({ machine }) => machine));
  const days = distinct(rows.map(({ date }) => date?.slice(0, 10))).sort();
  const rounds = distinct(rows.map(({ rounds: count }) => count));
  const runtimes = distinct(rows.map(({ runtimeVersion }) => runtimeVersion));
  const libraries = distinct(rows.map(({ runner, version }) => version && `${runner} ${version}`)).sort();
  return [
    `- Machine: ${machines.join("; ")}`,
    `- Date: ${days.join(" and ")}; ${rounds.join(", ")} rounds`,
    `- Runtimes: ${runtimes.join(", ")}`,
    `- Libraries: ${libraries.join(", ")}`,
  ].join("\n");
}
