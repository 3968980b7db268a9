/** One page that says how a training went: readable offline, with all its pictures and its chart library inside. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Picture } from "../../data/samples.ts";
import { checkOptions, fail, show } from "../../error.ts";
import type { Model } from "../../index.ts";
import { writeFileAtomic } from "../files.ts";
import { accuracyOf, classTable, confusedPairs, matrix } from "./confusion.ts";
import { type Chart, type Charts, chartsOf } from "./curves.ts";
import { drawCharts } from "./draw.ts";
import { environment } from "./environment.ts";
import type { RunEvent } from "./events.ts";
import { type Examination, examine, type Mistake, type ReportData } from "./examine.ts";
import { escapeHtml, facts, percent, section, whole } from "./html.ts";
import { maskRows } from "./masks.ts";
import { firstFilters, image } from "./pictures.ts";
import { style } from "./style.ts";

/** What a report is made of; each part appears where there is something to show. */
export interface ReportOptions {
  /** The page's heading. Default "Training report". */
  title?: string;
  /** A sentence under it, such as the data's name. */
  about?: string;
  /** Events of `fit`, with `learningRate` and `imagesPerSecond` where you know them: the curves. */
  events?: Iterable<RunEvent> | AsyncIterable<RunEvent>;
  /** The trained model: its layers, its first filters, and with `validation` what it makes of it. */
  net?: Model;
  /** Data that was not trained on, with labels or with masks of labels. */
  validation?: ReportData;
  /** Names of the classes, by index. Default: those of the model. */
  classes?: readonly string[];
  /** Figures to stand at the top, by name, such as `{ "test accuracy": "98.4 %" }`. */
  figures?: Readonly<Record<string, string | number>>;
  /** The options of the run. */
  config?: Readonly<Record<string, unknown>>;
  /** Where it ran. Default: this machine and the model's engine. */
  environment?: Readonly<Record<string, string | number>>;
  /** Pictures as training sees them: each row one picture in several variants, as augmentation draws them. */
  augmentation?: readonly (readonly Picture[])[];
  /** What the reader should know, such as pictures that were left out. */
  notes?: readonly string[];
  /** Mistakes shown at most. Default 24. */
  mistakes?: number;
}

const known = [
  ...["title", "about", "events", "net", "validation", "classes", "figures", "config"],
  ...["environment", "augmentation", "notes", "mistakes"],
];

/**
 * Writes a report to `path`: one HTML file that needs no network, with loss, accuracy, learning rate and throughput as curves, the
 * confusion matrix, precision and recall of each class, the most confident mistakes and the first layer's filters as pictures,
 * masks beside the true ones where targets are masks, options, environment and layers.
 *
 * @throws FoveaError "option" for options that are unknown, "data" for validation data that does not fit the model, "file" when the
 *   file cannot be written.
 * @example
 * const events = [];
 * for await (const event of net.fit(train, options)) events.push(event);
 * await writeReport("report.html", { title: "LeNet-5 on digits", events, net, validation: test });
 */
export async function writeReport(path: string, options: ReportOptions): Promise<void> {
  const text = await reportPage(options);
  await writeFileAtomic(path, new TextEncoder().encode(text));
}

/**
 * The text of the page that {@link writeReport} writes.
 *
 * @example
 * const html = await reportPage({ title: "a run", events });
 */
export async function reportPage(options: ReportOptions): Promise<string> {
  checkOptions("writeReport", options, known);
  const { title = "Training report", about = "", events = [], net, validation, config = {}, mistakes = 24 } = options;
  if (!Number.isInteger(mistakes) || mistakes < 0)
    fail("option", { where: "writeReport.mistakes", got: show(mistakes), expected: "a whole number, not negative" });
  const charts = await chartsOf(events);
  const found = net && validation ? await examine(net, validation, mistakes) : null;
  const classes = classNames(options, found);
  const parts = [
    tiles(options, found),
    section("What to know", list([...(options.notes ?? []), ...charts.warnings])),
    section(
      "How it went",
      chartPlaces(charts.charts),
      "Drag over a chart to look closer, double-click to go back. Where many steps fall on one point, the line is their mean and the band what they range over.",
    ),
    found ? mistakesAndMatrix(found, classes) : "",
    net ? filters(net) : "",
    section(
      "As training sees it",
      augmented(options.augmentation ?? []),
      "Each row is one picture as augmentation changes it, anew in every epoch.",
    ),
    section("Options", facts(config)),
    section("Environment", facts(options.environment ?? environment(net?.engine))),
    net ? section("Layers", `<pre>${escapeHtml(net.summary().trimEnd())}</pre>`) : "",
  ];
  const head = `<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(about)}</p></header>`;
  const foot = `<footer>Written by fovea on ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC.</footer>`;
  return page(title, `${head}${parts.join("")}${foot}`, charts);
}

function classNames({ classes, net }: ReportOptions, found: Examination | null): string[] {
  const names = classes ?? net?.classes ?? [];
  return Array.from({ length: found?.confusion.length ?? names.length }, (_, i) => names[i] ?? String(i));
}

function tiles({ figures = {}, net }: ReportOptions, found: Examination | null): string {
  const masks = found?.masks.length;
  const all: Record<string, string | number> = {
    ...(found && {
      [masks ? "of the pixels right" : "of the validation right"]: percent(accuracyOf(found.confusion), 2),
    }),
    ...figures,
    ...(net && { parameters: whole(net.parameters().reduce((sum, { data }) => sum + data.length, 0)) }),
  };
  const tile = ([name, value]: [string, string | number]): string =>
    `<div class="tile"><b>${escapeHtml(String(value))}</b><span>${escapeHtml(name)}</span></div>`;
  return `<div class="tiles">${Object.entries(all).map(tile).join("")}</div>`;
}

const list = (notes: readonly string[]): string =>
  notes.length ? `<ul class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("")}</ul>` : "";

function chartPlaces(charts: readonly Chart[]): string {
  if (!charts.length) return "";
  const place = ({ title, log }: Chart, i: number): string =>
    `<div class="chart"><h3>${escapeHtml(title)}${log ? '<button type="button" aria-pressed="false">log scale</button>' : ""}</h3><div id="chart-${i}"></div></div>`;
  return `<div class="charts">${charts.map(place).join("")}</div>`;
}

function mistakesAndMatrix(found: Examination, classes: readonly string[]): string {
  const confused = { confusion: found.confusion, classes };
  const isMasks = found.masks.length > 0;
  const rows = isMasks ? "pixels" : "samples";
  const tables = `<div class="tables">${classTable(confused, rows)}${confusedPairs(confused)}</div>`;
  const matrixAbout = `Of ${whole(found.samples)} ${isMasks ? "pictures, their pixels" : "validation samples"}: each row is a true class, shaded by what it was taken for.`;
  return [
    section("Masks", maskRows(found.masks)),
    section("Which classes are mixed up", `<div class="split">${matrix(confused)}${tables}</div>`, matrixAbout),
    section(
      "The most confident mistakes",
      mistakePictures(found.mistakes, classes),
      "What it was surest of, and wrong.",
    ),
  ].join("");
}

function mistakePictures(mistakes: readonly Mistake[], classes: readonly string[]): string {
  const figures: string[] = [];
  for (const { picture, name, truth, predicted, probability } of mistakes) {
    const shown = picture ? image(picture, `${classes[truth]}, taken for ${classes[predicted]}`) : "";
    const words = `<b>${escapeHtml(classes[predicted])}</b> ${percent(probability)}, is ${escapeHtml(classes[truth])}`;
    figures.push(`<figure>${shown}<figcaption>${words}<i>${escapeHtml(name)}</i></figcaption></figure>`);
  }
  return figures.length ? `<div class="pictures">${figures.join("")}</div>` : "";
}

function filters(net: Model): string {
  const first = firstFilters(net);
  if (!first) return "";
  const pictures: string[] = [];
  for (const [i, picture] of first.pictures.entries()) pictures.push(image(picture, `filter ${i}`));
  const shown = first.count > pictures.length ? `The first ${pictures.length} of ${first.count}` : `All ${first.count}`;
  return section(
    "First-layer filters",
    `<div class="filters">${pictures.join("")}</div>`,
    `${shown} of ${first.path}: mid-grey is no weight, lighter is positive, darker negative.`,
  );
}

function augmented(rows: readonly (readonly Picture[])[]): string {
  const row = (pictures: readonly Picture[]): string =>
    `<div class="row">${pictures.map((picture) => `<figure>${image(picture, "augmented")}</figure>`).join("")}</div>`;
  return rows
    .filter((pictures) => pictures.length)
    .map(row)
    .join("");
}

/** The whole page; what it draws stands in it as JSON. */
async function page(title: string, body: string, { charts, stepsPerEpoch }: Charts): Promise<string> {
  const resolve = createRequire(import.meta.url).resolve;
  const [library, look] = charts.length
    ? await Promise.all(
        ["uPlot.iife.min.js", "uPlot.min.css"].map((name) => readFile(resolve(`uplot/dist/${name}`), "utf8")),
      )
    : ["", ""];
  const data = JSON.stringify({ charts, stepsPerEpoch }).replaceAll("<", "\\u003c");
  const scripts = charts.length
    ? `<script>/* uPlot: (c) Leon Sorokin, MIT licence */${library}</script><script type="application/json" id="data">${data}</script>` +
      `<script>{const{charts,stepsPerEpoch}=JSON.parse(document.getElementById("data").textContent);(${drawCharts})(uPlot,charts,stepsPerEpoch)}</script>`
    : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,">
<style>${look}${style}</style></head>
<body><main>${body}</main>${scripts}</body></html>
`;
}
