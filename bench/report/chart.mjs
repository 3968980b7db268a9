// Rows as one picture: a panel of times for networks, one for training steps, and one of shares of the limit.
import { milliseconds } from "./format.mjs";
import { isSamePlace, peersOf, placeName, placesOf, rowOfPeer, worksOf } from "./places.mjs";

const WIDTH = 960;
const LEFT = 340;
const BAR = 15;
const HEAD = 56;
const FOOT = 44;
/** More shares than these are a table's business: the chart then shows forward passes alone. */
const MOST_BARS = 60;
/** Distinct also for eyes that do not tell red from green. Source: Okabe and Ito 2008. */
const COLOURS = ["#d55e00", "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#999999", "#000000"];

/**
 * @param {object[]} rows
 * @returns {Promise<string | null>} an SVG document, null when there is nothing to draw
 */
export async function chart(rows) {
  const panels = [
    timesPanel("Networks, one image", rows, "nets"),
    timesPanel("Training steps", rows, "train"),
    sharesPanel("fovea's share of the limit of WebAssembly here", rows, ["gemm", "conv"]),
  ].filter(Boolean);
  if (panels.length === 0) return null;
  const { init } = await import("echarts");
  const tops = panels.map((_, i) => panels.slice(0, i).reduce((sum, { height }) => sum + HEAD + height + FOOT, 0));
  const height = tops.at(-1) + HEAD + panels.at(-1).height + FOOT;
  const drawing = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  drawing.setOption(optionOf(panels, tops));
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

/** Milliseconds of fovea in the first place and of its peers, on a logarithmic axis. */
function timesPanel(title, rows, group) {
  const own = rows.filter((row) => row.group === group);
  const [place] = placesOf(own);
  if (!place) return null;
  const works = worksOf(own);
  const runners = [{ name: "fovea", threads: place.threads }, ...peersOf(own, place)];
  const series = runners
    .map((runner) => ({ name: runner.name, data: works.map((work) => timeOf(own, work, runner, place)) }))
    .filter(({ data }) => data.some((value) => value !== null));
  if (series.length === 0) return null;
  const height = works.length * (series.length * BAR + 14);
  return {
    title: `${title}: milliseconds (${placeName(place)})`,
    categories: works.map(({ name }) => name),
    series,
    height,
    log: true,
  };
}

const timeOf = (rows, work, runner, place) =>
  rowOfPeer(rows, work, runner.name === "fovea" ? { ...place, name: "fovea" } : runner)?.ms ?? null;

function sharesPanel(title, rows, groups) {
  const own = rows.filter(
    ({ group, runner, limitShare }) => groups.includes(group) && runner === "fovea" && limitShare,
  );
  const [place] = placesOf(own);
  if (!place) return null;
  const all = own.filter((row) => isSamePlace(row, place));
  const here = all.length > MOST_BARS ? all.filter(({ name }) => !name.includes("backward")).slice(0, MOST_BARS) : all;
  const data = here.map(({ limitShare }) => Math.round(limitShare * 1000) / 10);
  const categories = here.map(({ name, shape }) => `${name}  ${shape}`);
  return {
    title: `${title}: percent (${placeName(place)})`,
    categories,
    series: [{ name: "fovea", data }],
    height: data.length * (BAR + 6),
  };
}

/** A logarithmic axis begins at the power of ten below its least value, and so do its bars. */
function scaleOf({ log, series }) {
  if (!log) return { type: "value" };
  const least = Math.min(...series.flatMap(({ data }) => data.filter((value) => value !== null)));
  const start = 10 ** Math.floor(Math.log10(least));
  return { type: "log", min: start, startValue: start };
}

function optionOf(panels, tops) {
  const runners = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  return {
    animation: false,
    backgroundColor: "#ffffff",
    textStyle: { fontFamily: "sans-serif" },
    color: COLOURS,
    title: panels.map(({ title }, i) => ({ text: title, top: tops[i] + 6, left: 8, textStyle: { fontSize: 14 } })),
    legend: {
      data: runners,
      top: tops[0] + 30,
      left: 8,
      itemHeight: 9,
      itemWidth: 12,
      itemGap: 22,
      textStyle: { fontSize: 10 },
    },
    grid: panels.map(({ height }, i) => ({ left: LEFT, right: 60, top: tops[i] + HEAD, height })),
    xAxis: panels.map((panel, gridIndex) => ({ gridIndex, ...scaleOf(panel), axisLabel: { fontSize: 10 } })),
    yAxis: panels.map(({ categories }, gridIndex) => ({
      ...{ gridIndex, type: "category", data: categories, inverse: true },
      axisLabel: { fontSize: 11 },
    })),
    series: panels.flatMap(({ series, log }, panel) =>
      series.map(({ name, data }) => ({
        ...{ type: "bar", name, data, xAxisIndex: panel, yAxisIndex: panel, barWidth: BAR - 4, barGap: "35%" },
        itemStyle: { color: COLOURS[runners.indexOf(name) % COLOURS.length] },
        label: {
          show: true,
          position: "right",
          fontSize: 9,
          formatter: ({ value }) => (log ? milliseconds(value) : `${value}`),
        },
      })),
    ),
  };
}
