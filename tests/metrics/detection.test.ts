import { describe, expect, test } from "vitest";
import {
  type Detection,
  intersectionOverUnion,
  type MeanAveragePrecisionOptions,
  meanAveragePrecision,
  type TrueBox,
} from "../../src/metrics/index.ts";
import { pseudoRandom } from "../harness/values.ts";
import * as oracle from "../oracle/metrics/detection.ts";

const box = (left: number, top: number, right: number, bottom: number, label = 0): TrueBox => ({
  ...{ left, top, right, bottom, label },
});
const found = (score: number, ...edges: Parameters<typeof box>): Detection => ({ ...box(...edges), score });

/** A report of pictures, each its boxes found and there. */
function report(options: MeanAveragePrecisionOptions, ...pictures: [Detection[], TrueBox[]][]) {
  const metric = meanAveragePrecision(options);
  for (const [boxes, there] of pictures) metric.add(boxes, there);
  return metric.result();
}

test("intersection over union", () => {
  const unit = box(0, 0, 1, 1);
  expect(intersectionOverUnion(unit, unit)).toBe(1);
  expect(intersectionOverUnion(unit, box(0.5, 0, 1.5, 1))).toBeCloseTo(1 / 3, 12);
  expect(intersectionOverUnion(unit, box(1, 0, 2, 1))).toBe(0);
  expect(intersectionOverUnion(box(0, 0, 0, 0), box(0, 0, 0, 0))).toBe(0);
});

/** Pictures of two classes: shaken copies of what is there, some missing, some where nothing is. */
function made(pictures: number, seed: number): [Detection[], TrueBox[]][] {
  const numbers = pseudoRandom(pictures * 60, seed);
  let at = 0;
  const next = (low: number, high: number): number => low + ((numbers[at++] + 1) / 2) * (high - low);
  return Array.from({ length: pictures }, () => {
    const there = Array.from({ length: 4 }, (_, i) => {
      const [left, top] = [next(0, 40), next(0, 40)];
      return box(left, top, left + next(5, 20), top + next(5, 20), i % 2);
    });
    const boxes = there.flatMap((each, i) => {
      const [x, y] = [next(-4, 4), next(-4, 4)];
      const one = found(next(0, 1), each.left + x, each.top + y, each.right + x, each.bottom + y, each.label);
      const two = found(next(0, 1), each.left, each.top + y, each.right, each.bottom + y, each.label);
      return i === 0 ? [one, two] : i === 3 ? [] : [one];
    });
    return [[...boxes, found(next(0, 1), 50, 50, 60, 60, 1)], there];
  });
}

describe("random pictures", () => {
  const pictures = made(12, 3);
  const ofClass = (label: number): [oracle.Found[], oracle.There[]] => {
    const edges = (each: TrueBox) => [each.left, each.top, each.right, each.bottom] as const;
    return [
      pictures.flatMap(([boxes], picture) =>
        boxes.filter((each) => each.label === label).map((each) => ({ picture, score: each.score, box: edges(each) })),
      ),
      pictures.flatMap(([, there], picture) =>
        there.filter((each) => each.label === label).map((each) => ({ picture, box: edges(each) })),
      ),
    ];
  };
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test("VOC, at every recall and at eleven", () => {
    const all = [0, 1].map((label) => oracle.vocAveragePrecision(...ofClass(label)));
    const voc = report({ style: "voc" }, ...pictures);
    expect(voc.mAP).toBeCloseTo(mean(all), 12);
    expect(voc.mAP).toBeGreaterThan(0.2);
    expect(voc.mAP).toBeLessThan(0.9);
    for (const label of [0, 1]) expect(voc.byClass[label]).toBeCloseTo(all[label], 12);
    const eleven = [0, 1].map((label) => oracle.voc2007AveragePrecision(...ofClass(label)));
    expect(report({ style: "voc2007" }, ...pictures).mAP).toBeCloseTo(mean(eleven), 12);
  });

  test("COCO, at ten overlaps", () => {
    const coco = report({}, ...pictures);
    const ious = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
    const table = ious.map((iou) => mean([0, 1].map((label) => oracle.cocoAveragePrecision(...ofClass(label), iou))));
    expect(Object.keys(coco.byIoU).sort()).toEqual(ious.map(String).sort());
    for (const [i, iou] of ious.entries()) expect(coco.byIoU[iou]).toBeCloseTo(table[i], 12);
    expect(coco.mAP).toBeCloseTo(mean(table), 12);
  });
});

describe("by hand", () => {
  const there = [box(0, 0, 10, 10), box(20, 0, 30, 10)];

  test("the second box on the same thing is wrong, and something not found lowers the recall", () => {
    const boxes = [found(0.9, 0, 0, 10, 10), found(0.8, 0, 0, 10, 9), found(0.7, 20, 0, 30, 10)];
    // right, wrong, right: precision 1 up to recall 1/2, 2/3 up to 1
    expect(report({ style: "voc" }, [boxes, there]).mAP).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(report({ style: "voc2007" }, [boxes, there]).mAP).toBeCloseTo((6 + 5 * (2 / 3)) / 11, 12);
    expect(report({ style: "voc" }, [boxes.slice(0, 2), there]).mAP).toBe(0.5);
  });

  test("COCO lets a box take the next best thing, VOC does not", () => {
    const near = [box(0, 0, 10, 10), box(1, 0, 11, 10)];
    const boxes = [found(0.9, 0, 0, 10, 10), found(0.8, 0.1, 0, 10.1, 10)];
    expect(report({ style: "coco", iou: 0.5 }, [boxes, near]).mAP).toBe(1);
    expect(report({ style: "voc" }, [boxes, near]).mAP).toBe(0.5);
  });

  test("what is difficult counts neither way", () => {
    const hard = [there[0], { ...there[1], difficult: true }];
    const boxes = [found(0.9, 20, 0, 30, 10), found(0.8, 0, 0, 10, 10)];
    for (const style of ["voc", "coco"] as const) {
      expect(report({ style, iou: 0.5 }, [boxes, hard]).mAP).toBe(1);
      expect(report({ style, iou: 0.5 }, [boxes.slice(1), hard]).mAP).toBe(1);
    }
  });

  test("only so many boxes of a picture and class count", () => {
    const boxes = [found(0.9, 50, 0, 60, 10), found(0.8, 0, 0, 10, 10)];
    expect(report({ style: "voc", mostBoxes: 1 }, [boxes, there]).mAP).toBe(0);
    expect(report({ style: "voc" }, [boxes, there]).mAP).toBe(0.25);
  });

  test("a class that is only found, or nothing at all", () => {
    const some = report({ style: "voc" }, [[found(1, 0, 0, 10, 10), found(1, 0, 0, 1, 1, 7)], [there[0]]]);
    expect(some).toEqual({ mAP: 1, byIoU: { 0.5: 1 }, byClass: { 0: 1 } });
    expect(report({}).mAP).toBeNaN();
    expect(report({ style: "voc" }, [[], there]).mAP).toBe(0);
  });
});

test("boxes and scores that are none are named", () => {
  const metric = meanAveragePrecision();
  metric.add([], [box(0, 0, 1, 1)]);
  expect(() => metric.add([found(Number.NaN, 0, 0, 1, 1)], [])).toThrow(
    "meanAveragePrecision, found box 0 of picture 1: got score NaN, expected a finite number.",
  );
  expect(() => metric.add([], [box(0, 0, 1, 1), box(3, 0, 1, 1)])).toThrow(
    "meanAveragePrecision, true box 1 of picture 1: got left 3, top 0, right 1, bottom 1, expected finite edges in that order.",
  );
  expect(() => metric.add([], [box(0, 0, 1, 1, 0.5)])).toThrow("true box 0 of picture 1: got label 0.5");
  expect(() => metric.add("boxes" as never, [])).toThrow('found boxes of picture 1: got "boxes", expected an array');
});
