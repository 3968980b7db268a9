/** What runs in the page: draws the charts with uPlot. It goes into the page as text, so it reaches for nothing outside itself. */
import type uPlot from "uplot";
import type { Chart, Curve } from "./curves.ts";

/** Draws each chart into the element `chart-N`, and again where colours or widths change. */
export function drawCharts(Plot: typeof uPlot, charts: readonly Chart[], stepsPerEpoch: number): void {
  const HEIGHT = 250;
  const root = document.documentElement;
  const colour = (name: string): string => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const tidy = (value: number): string => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    return size >= 1000
      ? Math.round(value).toLocaleString("en-US")
      : size < 0.001
        ? value.toExponential(1)
        : String(+value.toPrecision(4));
  };
  const formats = {
    percent: (value: number): string => `${+(value * 100).toFixed(2)} %`,
    number: tidy,
  };

  /** Points of all curves on one axis of steps, with gaps where a curve has none. */
  function align(curves: readonly Curve[]): uPlot.AlignedData {
    const xs = [...new Set(curves.flatMap(({ x }) => x))].sort((a, b) => a - b);
    const place = new Map(xs.map((x, i) => [x, i]));
    const column = ({ x }: Curve, values: readonly number[]): (number | undefined)[] => {
      const aligned = new Array<number | undefined>(xs.length).fill(undefined);
      for (let i = 0; i < x.length; i++) aligned[place.get(x[i]) as number] = values[i];
      return aligned;
    };
    const columns = curves.flatMap((curve) => [
      column(curve, curve.y),
      ...(curve.low && curve.high ? [column(curve, curve.high), column(curve, curve.low)] : []),
    ]);
    return [xs, ...columns] as uPlot.AlignedData;
  }

  function options({ unit, curves }: Chart, width: number, isLog: boolean): uPlot.Options {
    const format = formats[unit];
    const series: uPlot.Series[] = [
      {
        label: "step",
        value: (_: uPlot, x: number | null) => (x == null ? "–" : `${tidy(Math.round(x))}${epochText(x)}`),
      },
    ];
    const bands: uPlot.Band[] = [];
    curves.forEach(({ label, x, low }, i) => {
      const stroke = colour(i ? "b" : "a");
      const value = (_: uPlot, y: number | null): string => (y == null ? "–" : format(y));
      const dots = i > 0 || x.length < 40;
      series.push({ label, stroke, width: 2, spanGaps: true, value, points: { show: dots, size: 5, fill: stroke } });
      if (!low) return;
      for (const edge of ["high", "low"])
        series.push({ label: edge, class: "band", stroke: "transparent", spanGaps: true, points: { show: false } });
      bands.push({ series: [series.length - 2, series.length - 1], fill: colour("band") });
    });
    const axis = {
      stroke: colour("soft"),
      grid: { stroke: colour("grid"), width: 1 },
      ticks: { stroke: colour("grid"), width: 1 },
    };
    return {
      width,
      height: HEIGHT,
      series,
      bands,
      scales: { x: { time: false }, y: isLog ? { distr: 3 } : { range: (_, least, most) => range(least, most, unit) } },
      axes: [
        {
          ...axis,
          label: "step",
          labelSize: 18,
          labelFont: "12px system-ui",
          space: 70,
          values: (_, ticks) => ticks.map(tidy),
        },
        { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => (tick == null ? "" : format(tick))) },
      ],
      cursor: { sync: { key: "fovea" }, drag: { x: true, y: false } },
      legend: { live: true },
    };
  }

  /** Room above and below; shares end at 100 %, and what is never below 0 does not go there. */
  function range(least: number | null, most: number | null, unit: Chart["unit"]): [number, number] {
    if (least === null || most === null) return [0, 1];
    const room = (most - least || Math.abs(most) || 1) * 0.06;
    const low =
      least >= 0 && (unit === "number" || least < 0.15) ? 0 : least >= 0 ? Math.max(0, least - room) : least - room;
    return [low, unit === "percent" && most <= 1 ? Math.min(1, most + room) : most + room];
  }

  function epochText(x: number): string {
    return stepsPerEpoch ? ` (epoch ${(x / stepsPerEpoch).toFixed(2)})` : "";
  }

  charts.forEach((chart, i) => {
    const place = document.getElementById(`chart-${i}`);
    if (!place) return;
    const data = align(chart.curves);
    const button = place.parentElement?.querySelector("button");
    let isLog = false;
    let plot: uPlot | null = null;
    const draw = (): void => {
      plot?.destroy();
      plot = new Plot(options(chart, place.clientWidth, isLog), data, place);
    };
    button?.addEventListener("click", () => {
      isLog = !isLog;
      button.setAttribute("aria-pressed", String(isLog));
      draw();
    });
    new ResizeObserver(() => {
      if (plot && place.clientWidth) plot.setSize({ width: place.clientWidth, height: HEIGHT });
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    // On paper: light colours, two charts beside each other.
    addEventListener("beforeprint", () => {
      root.classList.add("print");
      draw();
      plot?.setSize({ width: 330, height: 190 });
    });
    addEventListener("afterprint", () => {
      root.classList.remove("print");
      draw();
    });
    draw();
  });
  root.dataset.drawn = String(document.querySelectorAll(".uplot canvas").length);
}
