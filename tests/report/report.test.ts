// The report's page: what stands in it, and that it needs nothing from elsewhere.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode as decodePng } from "fast-png";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { digits } from "../../src/data/index.ts";
import {
  dense,
  type Engine,
  engine,
  flatten,
  graph,
  input,
  model,
  sequential,
  softmaxCrossEntropy,
} from "../../src/index.ts";
import { reportPage, writeReport } from "../../src/node/index.ts";
import { examine } from "../../src/node/report/examine.ts";
import { events, pictures, small, smallMasks, untrained } from "./runs.ts";

let core: Engine;
beforeAll(async () => {
  core = await engine({ threads: 1 });
});
afterAll(() => core.dispose());

const headings = (html: string): string[] => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, text]) => text);
const images = (html: string): Uint8Array[] =>
  [...html.matchAll(/src="data:image\/png;base64,([^"]+)"/g)].map(([, base64]) => Buffer.from(base64, "base64"));

describe("sections appear with their data", () => {
  test("nothing but a title", async () => {
    const html = await reportPage({ title: "an empty run" });
    expect(html).toContain("<h1>an empty run</h1>");
    expect(headings(html)).toEqual(["Environment"]);
    expect(html).not.toContain("<script");
  });

  test("warnings of events are told, each once", async () => {
    const warning = { kind: "warning", step: 3, message: "layer 1.relu is dead" };
    const html = await reportPage({ events: [warning, warning], notes: ["a note"] });
    expect(html.match(/<li>.*?<\/li>/g)).toEqual(["<li>a note</li>", "<li>layer 1.relu is dead</li>"]);
  });

  test("events alone: the charts", async () => {
    const html = await reportPage({ events: events(2, 10) });
    expect(headings(html)).toEqual(["How it went", "Environment"]);
    const titles = [...html.matchAll(/<h3>([a-z ]+)/g)].map(([, title]) => title);
    expect(titles).toEqual(["loss", "accuracy", "learning rate", "images per second", "waiting for data"]);
  });

  test("everything, of a classifier of coloured pictures", async () => {
    const net = await untrained(small(3, 4), core, ["cat", "dog", "<b>", "bird"]);
    const [{ x }] = pictures(1, 3, 4);
    const html = await reportPage({
      title: "all of it",
      events: events(2, 10),
      net,
      validation: pictures(60, 3, 4),
      config: { lr: 0.1, augment: ["flip", "crop"], none: undefined },
      figures: { "of training": "1:23" },
      augmentation: [[x, x] as never],
      notes: ["3 pictures were left out"],
    });
    expect(headings(html)).toEqual([
      ...["What to know", "How it went", "Which classes are mixed up", "The most confident mistakes"],
      ...["First-layer filters", "As training sees it", "Options", "Environment", "Layers"],
    ]);
    expect(html).toContain("&#60;b&#62;");
    expect(html).not.toContain("<b>,");
    expect(html).toContain("1:23");
    expect(html).toContain("<dt>augment</dt><dd>flip, crop</dd>");
    const sizes = images(html)
      .map((bytes) => decodePng(bytes))
      .map(({ width, channels }) => `${width} ${channels}`);
    expect(sizes.filter((size) => size === "5 3")).toHaveLength(12); // filters
    expect(sizes.filter((size) => size === "16 3").length).toBeGreaterThan(2);
    net.dispose();
  });

  test("masks: the picture, the truth, what was predicted, and where they differ", async () => {
    const net = await untrained(smallMasks(2), core, ["outside", "inside"]);
    const [grey] = pictures(1, 1, 2);
    const mask = { width: 16, height: 16, channels: 1, data: Uint8Array.from({ length: 256 }, (_, i) => (i >> 4) & 1) };
    const html = await reportPage({
      net,
      validation: [
        { ...grey, y: mask },
        { ...grey, y: mask },
      ],
    });
    expect(headings(html)).toEqual([
      "Masks",
      "Which classes are mixed up",
      "First-layer filters",
      "Environment",
      "Layers",
    ]);
    expect(html.match(/<figcaption>(picture|true|predicted|wrong pixels)</g)).toHaveLength(8);
    expect(html).toContain("of the pixels right");
    net.dispose();
  });

  test("targets that are no labels: no matrix, and no error", async () => {
    const x = input([2]);
    const net = await model(graph(x, dense({ units: 1 })(x)), { engine: core });
    const html = await reportPage({ net, validation: { x: new Float32Array(8), y: Float32Array.of(0.5, 1.5, 2, 3) } });
    expect(headings(html)).toEqual(["Environment", "Layers"]);
    net.dispose();
  });
});

describe("examine", () => {
  test("the confusion matrix and accuracy of evaluate, and the surest mistakes first", async () => {
    const data = digits({ count: 300, seed: 3 });
    const x = input([28, 28, 1], { std: 255 });
    const net = await model(graph(x, sequential(flatten(), dense({ units: 10 }))(x)), { engine: core, seed: 1 });
    const { confusion } = await net.evaluate(data, { loss: softmaxCrossEntropy() });
    const found = await examine(net, data, 7);
    expect(found?.samples).toBe(300);
    expect(found?.confusion).toEqual(confusion);
    const sure = found?.mistakes.map(({ probability }) => probability) ?? [];
    expect(sure).toHaveLength(7);
    expect(sure).toEqual(sure.toSorted((a, b) => b - a));
    const all = await examine(net, data, 300);
    const mistakes = confusion?.flatMap((row, i) => row.filter((_, j) => i !== j)).reduce((a, b) => a + b, 0);
    expect(all?.mistakes).toHaveLength(mistakes ?? 0);
    expect(all?.mistakes.slice(0, 7)).toEqual(found?.mistakes);
    net.dispose();
  });

  test("the same from flat arrays, from samples one by one and from batches", async () => {
    const data = digits({ count: 70, seed: 3 });
    const x = input([28, 28, 1], { std: 255 });
    const net = await model(graph(x, sequential(flatten(), dense({ units: 10 }))(x)), { engine: core, seed: 1 });
    const sample = (i: number) => ({ x: data.x.subarray(i * 784, (i + 1) * 784), y: data.y[i] });
    const each = Array.from({ length: 70 }, (_, i) => sample(i));
    const halves = [0, 1].map((i) => ({
      x: data.x.subarray(i * 35 * 784, (i + 1) * 35 * 784),
      y: data.y.subarray(i * 35, (i + 1) * 35),
    }));
    const whole = await examine(net, data, 5);
    expect(await examine(net, each, 5)).toEqual(whole);
    expect(await examine(net, halves, 5)).toEqual(whole);
    net.dispose();
  });

  test("one output says how much the second of two classes is true", async () => {
    const x = input([1]);
    const net = await model(graph(x, dense({ units: 1, bias: false })(x)), { engine: core });
    net.setParameters({ [net.parameters()[0].path]: [1] });
    const found = await examine(net, { x: Float32Array.of(-2, -1, 1, 2), y: Uint8Array.of(0, 1, 1, 0) }, 5);
    expect(found?.confusion).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(found?.mistakes.map(({ name, predicted }) => [name, predicted])).toEqual([
      ["sample 3", 1],
      ["sample 1", 0],
    ]);
    net.dispose();
  });
});

test("the file needs nothing from elsewhere, and is written whole", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fovea-report-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "report.html");
  await writeReport(path, { title: "</script><script>alert(1)</script>", events: events(1, 5) });
  const html = readFileSync(path, "utf8");
  expect(html).not.toMatch(/(src|href)=["']?(https?:)?\/\//);
  expect(html).not.toMatch(/@import|url\((?!data:)/);
  expect(html).not.toContain("alert(1)</script>");
  await expect(writeReport(join(folder, "none/report.html"), {})).rejects.toThrow(/cannot write .*no such file/);
  expect(existsSync(join(folder, "none"))).toBe(false);
});

test.each([
  [{ titel: "x" }, /unknown option "titel"/],
  [{ mistakes: -1 }, /writeReport\.mistakes: got -1/],
])("wrong use: %j", async (options, says) => {
  await expect(reportPage(options as never)).rejects.toThrow(says);
});
