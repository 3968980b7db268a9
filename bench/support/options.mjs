// The command line.
import { parseArgs } from "node:util";
import { NATIVE, PEERS } from "./participants.mjs";
import { DEFAULT_RUNTIME, runtime } from "./runtimes.mjs";

export const HELP = `npm run bench -- [GROUP ...] [OPTION ...]

Groups, all of them by default:
  limit     multiply-adds in registers, and a streaming copy
  gemm      products of square matrices, 64 to 1024
  conv      convolutions of ResNet-50, VGG-16, MobileNetV2 and LeNet-5, forward and both gradients
  layers    dense layers, and every op that touches a whole activation, forward and backward
  nets      five networks, one image
  train     training steps of LeNet-5, ResNet-20 and MobileNetV2
  start     a fresh process, from import to the first prediction
  threads   one thread against two
  memory    planned bytes, and resident memory early and late in a training
  augment   transforms of pictures, from bytes to bytes
  data      how long a training waits for JPEG files that a worker decodes and augments

Options:
  --only REGEX        only rows whose name, shape or network matches; looks among all convolutions, not the standard choice alone
  --all               every convolution, batches of 1 and 32, not the standard choice
  --peers NAME,...    ${PEERS.join(", ")},
                      ${NATIVE.join(", ")}; none for fovea alone.
                      Default: those that are not hopelessly slow at a group's work
  --rounds N          rounds that count, 9 by default; three more come first
  --runtime NAME,...  node26 (the default where installed), the Node that runs this, deno, bun, chromium
  --build NAME,...    strict, relaxed; by default relaxed where the runtime has it
  --threads N,...     by default 2, and where a group says so 1 too
  --json FILE         the rows, as an array
  --docs              write docs/benchmarks.md and docs/benchmarks.svg from the rows
  --from FILE,...     rows measured before, for --docs; nothing is measured then
  --help`;

const OPTIONS = {
  only: { type: "string" },
  all: { type: "boolean", default: false },
  peers: { type: "string" },
  rounds: { type: "string", default: "9" },
  runtime: { type: "string", default: DEFAULT_RUNTIME },
  build: { type: "string" },
  threads: { type: "string" },
  json: { type: "string" },
  docs: { type: "boolean", default: false },
  from: { type: "string" },
  help: { type: "boolean", default: false },
};

/**
 * The command line, checked. Throws an error that says what is wrong.
 *
 * @param {string[]} args
 * @param {string[]} groups names of all groups
 */
export function readOptions(args, groups) {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  for (const name of positionals) oneOf("unknown group", name, groups);
  if (values.from && !values.docs) throw new Error("--from: only with --docs, which writes from rows measured before");
  return {
    ...values,
    groups: positionals.length > 0 ? positionals : groups,
    only: values.only === undefined ? null : regex(values.only),
    peers:
      values.peers === undefined
        ? null
        : list("--peers", values.peers, [...PEERS, ...NATIVE, "none"]).filter((name) => name !== "none"),
    rounds: positive("--rounds", values.rounds),
    runtimes: values.runtime.split(",").map(runtime),
    builds: values.build === undefined ? null : list("--build", values.build, ["strict", "relaxed"]),
    threads:
      values.threads === undefined ? null : values.threads.split(",").map((count) => positive("--threads", count)),
    from: values.from?.split(",") ?? null,
  };
}

function oneOf(what, name, known) {
  if (!known.includes(name)) throw new Error(`${what} ${name}: expected ${known.join(", ")}`);
  return name;
}

const list = (option, value, known) => value.split(",").map((name) => oneOf(option, name, known));

function positive(option, value) {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${option} ${value}: expected a whole number from 1`);
  return count;
}

function regex(text) {
  try {
    return new RegExp(text, "i");
  } catch (error) {
    throw new Error(`--only ${text}: ${error.message}`);
  }
}
