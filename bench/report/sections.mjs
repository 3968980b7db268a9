// One section of the page for each group.
import { bytes, milliseconds, number, percent, times } from "./format.mjs";
import { markdownTable, Notes } from "./markdown.mjs";
import { peersOf, placeName, placesOf, rowOfPeer, worksOf } from "./places.mjs";

const TITLES = {
  limit: "The limit of this machine's WebAssembly",
  gemm: "Products of matrices",
  conv: "Convolutions",
  layers: "Other layers",
  nets: "Networks, one image",
  train: "Training steps",
  start: "Import to first prediction",
  threads: "One thread and two",
  memory: "Memory",
  augment: "Pictures changed",
  data: "Waiting for data",
};

const TEXTS = {
  limit: "Multiply-adds that never leave registers, and a copy between arrays that no cache holds.",
  gemm: "A dense layer of n units on a batch of n rows of n numbers.",
  conv: "One layer at a time, weights packed before. Shapes are batch x height x width x channels.",
  layers: "Rates of layers that memory binds are of the bytes that they must at least read and write.",
  nets: "`predict` of one image of 224x224x3; fovea's own graphs, random weights, the same graph for everybody.",
  train:
    "Forward, backward and update by SGD with momentum, as users of each library write it; all start from the same weights.",
  start: "A fresh process reads LeNet-5 from a file and predicts; one thread; without the runtime's own start.",
  threads: "The same work with one and with two threads.",
  memory:
    "What the planner needs for inference against the largest set of values alive at one time, and a training that goes on.",
  augment: "Transforms of pictures on one thread, from bytes to bytes, as a data set's `map` calls them.",
  data: "LeNet-5 on JPEG files that one worker decodes, resizes and changes by all kinds of augmentation: the share of an epoch in which training waits for it, and microseconds a picture of each part. Where decoding and resizing take longer than training, it must wait.",
};

/** @param {string} group @param {object[]} all rows of the page */
export function section(group, all) {
  const rows = all.filter((row) => row.group === group);
  if (rows.length === 0) return [];
  const body = (special[group] ?? comparison)(rows);
  return [`## ${TITLES[group]}`, TEXTS[group], ...body];
}

/** For each place of fovea a table: fovea's row, and beside it each peer's time and how many times as long that is. */
function comparison(rows) {
  return placesOf(rows).flatMap((place) => {
    const notes = new Notes();
    const peers = peersOf(rows, place);
    const own = worksOf(rows).flatMap((work) => rowOfPeer(rows, work, { ...place, name: "fovea" }, place) ?? []);
    const table = markdownTable(
      [
        "what",
        "shape",
        "fovea ms",
        "spread",
        "rate",
        "of limit",
        ...peers.map(({ name, threads }) => peerTitle(name, threads, place)),
      ],
      own.map((row) => [
        ...foveaCells(row, notes),
        ...peers.map((peer) => peerCell(row, rowOfPeer(rows, row, peer), notes)),
      ]),
    );
    return [`### ${placeName(place)}`, table, String(notes), means(own, rows, peers)].filter(Boolean);
  });
}

const peerTitle = (name, threads, place) => (threads === place.threads ? name : `${name} (one thread)`);

function foveaCells(row, notes) {
  if (row.error) return [row.name, row.shape, notes.refer(`fovea: ${row.error}`), "", "", ""];
  const rate = row.gflops ? `${number(row.gflops, 1)} GFLOP/s` : row.gbps ? `${number(row.gbps, 1)} GB/s` : "";
  return [row.name, row.shape, milliseconds(row.ms), percent(row.spread), rate, percent(row.limitShare)];
}

function peerCell(row, peer, notes) {
  if (!peer) return "";
  if (peer.error) return notes.refer(`${peer.runner}: ${peer.error}`);
  return row.ms ? `${milliseconds(peer.ms)} (${times(peer.ms / row.ms)})` : milliseconds(peer.ms);
}

/** Geometric means over all rows of a table, where there are several. */
function means(own, rows, peers) {
  const lines = peers.flatMap((peer) => {
    const ratios = own.flatMap((row) => ratio(row, rowOfPeer(rows, row, peer)));
    if (ratios.length < 2) return [];
    const mean = Math.exp(ratios.reduce((sum, each) => sum + Math.log(each), 0) / ratios.length);
    return [`${peer.name} ${times(mean)} (${times(Math.min(...ratios))} to ${times(Math.max(...ratios))})`];
  });
  return lines.length > 0 ? `Times as long as fovea, geometric mean: ${lines.join(", ")}.` : "";
}

const ratio = (row, peer) => (row.ms && peer?.ms ? [peer.ms / row.ms] : []);

function limits(rows) {
  const cells = rows.map((row) => [
    ...[row.name, row.shape, row.runtime, row.build, String(row.threads)],
    row.error ?? (row.gflops ? `${number(row.gflops, 1)} GFLOP/s` : `${number(row.gbps, 1)} GB/s`),
  ]);
  return [markdownTable(["what", "how", "runtime", "build", "threads", "rate"], cells)];
}

function starts(rows) {
  const notes = new Notes();
  const cells = rows.map((row) => {
    const fovea = rows.find(({ runner, runtime }) => runner === "fovea" && runtime === row.runtime);
    const ms = row.error ? notes.refer(row.error) : milliseconds(row.ms);
    const share = row.runner === "fovea" ? "" : times(ratio(fovea, row)[0]);
    return [row.runner, `${row.runtime}, ${row.build ?? ""}`, ms, milliseconds(row.minMs), share];
  });
  const table = markdownTable(["library", "where", "median ms", "least", "times fovea"], cells);
  return [table, String(notes)].filter(Boolean);
}

function threads(rows) {
  const alone = rows.filter((row) => row.threads === 1);
  const cells = rows.map((row) => {
    const one = alone.find((other) => ["name", "shape", "runtime", "build"].every((key) => other[key] === row[key]));
    const speedUp = row.ms && one?.ms ? times(one.ms / row.ms) : "";
    return [row.name, `${row.runtime}, ${row.build}`, String(row.threads), row.error ?? milliseconds(row.ms), speedUp];
  });
  return [markdownTable(["what", "where", "threads", "ms", "times as fast as one"], cells)];
}

function memory(rows) {
  const plans = rows.filter(({ planBytes }) => planBytes);
  const trainings = rows.filter(({ rssLate }) => rssLate);
  const ratioOf = ({ planBytes, lowerBound }) => (planBytes / lowerBound).toFixed(2);
  const planCells = plans.map((row) => [
    row.name,
    row.shape,
    bytes(row.planBytes),
    bytes(row.lowerBound),
    ratioOf(row),
  ]);
  const trainingCells = trainings.map((row) => [
    ...[row.name, `${row.runtime}, ${row.build}`, bytes(row.rssEarly), bytes(row.rssLate)],
    ...[bytes(row.heapEarly), bytes(row.heapLate)],
  ]);
  return [
    plans.length && markdownTable(["network", "what", "planned", "least possible", "ratio"], planCells),
    trainings.length &&
      markdownTable(
        ["training", "where", "resident after 500 steps", "at the end", "JavaScript's heap after 500", "at the end"],
        trainingCells,
      ),
  ].filter(Boolean);
}

function changes(rows) {
  const cells = rows.map(({ name, shape, ms }) => [name, shape, number(1000 * ms, 1), number(1000 / ms, 0)]);
  return [markdownTable(["transform", "of", "us a picture", "pictures a second"], cells)];
}

function waiting(rows) {
  const micros = (value) => number(1000 * value, 0);
  const cells = rows.map((row) => [
    ...[row.name, row.shape, String(row.threads), percent(row.waiting)],
    ...[row.decodeMs, row.resizeMs, row.augmentMs, row.stepMs].map(micros),
  ]);
  return [
    markdownTable(["what", "files", "threads", "waiting", "decode us", "resize us", "augment us", "train us"], cells),
  ];
}

const special = { limit: limits, start: starts, threads, memory, augment: changes, data: waiting };
