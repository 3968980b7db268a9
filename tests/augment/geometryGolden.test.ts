// Geometric transforms against what torchvision and Pillow made of the same pictures (tests/golden/geometry.py).
import { describe, expect, test } from "vitest";
import type { Point } from "../../src/augment/boxes.ts";
import * as augment from "../../src/augment/index.ts";
import { homography } from "../../src/augment/matrix.ts";
import { warpBy } from "../../src/augment/warp.ts";
import golden from "../golden/geometry.json" with { type: "json" };
import { unit } from "../harness/unit.ts";
import { expectNear } from "../harness/values.ts";
import type { Raster } from "../oracle/augment/raster.ts";
import { apply } from "./transformed.ts";

const makers: Record<string, (options: never) => augment.Transform> = { ...augment } as never;
/** What these show and no other could: torchvision solves for perspectives in f32. */
const [NEAR, PERSPECTIVE] = [1e-5, 1e-4];

describe.each(golden.pictures.map((row) => [row.height, row.width, row.channels, row] as const))(
  "%i x %i x %i",
  (height, width, channels, row) => {
    const data = Float64Array.from({ length: height * width * channels }, (_, i) =>
      Math.floor(unit(row.stream, i) * 256),
    );
    const x: Raster = { height, width, channels, data };

    test.each(row.transforms as [string, object, number[]][])("%s %o", (name, options, expected) => {
      expectNear(apply(makers[name](options as never), x).data, expected, NEAR, name);
    });

    test.each(row.perspectives as unknown as [Point[], number[]][])("perspective to %o", (corners, expected) => {
      const from: Point[] = [
        [0, 0],
        [width, 0],
        [width, height],
        [0, height],
      ];
      const matrix = homography(from, corners);
      if (!matrix) expect.unreachable("there is such a perspective");
      const how = { sampling: "bilinear", border: "constant", fill: 0 } as const;
      const perspective = {
        name: "perspective",
        options: {},
        apply: (image: augment.Canvas) => warpBy(image, "it", matrix, how),
      };
      expectNear(apply(perspective, x).data, expected, PERSPECTIVE, "perspective");
    });
  },
);
