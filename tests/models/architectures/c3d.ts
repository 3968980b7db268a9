import {
  conv3d,
  dense,
  dropout,
  flatten,
  type Graph,
  graph,
  input,
  type Layer,
  maxPool3d,
  named,
  relu,
  sequential,
} from "../../../src/index.ts";

export interface C3dOptions {
  frames?: number;
  /** Height and width of a frame. */
  size?: number;
  classes?: number;
  /** Filters of each convolution, group by group; there is a pooling behind each group. */
  groups?: readonly (readonly number[])[];
  /** Units of the two dense layers before the last. */
  units?: number;
}

/** Tran et al. 2015, "Learning spatiotemporal features with 3D convolutional networks". */
export function c3d(options: C3dOptions = {}): Graph {
  const { frames = 16, size = 112, classes = 101, units = 4096 } = options;
  const { groups = [[64], [128], [256, 256], [512, 512], [512, 512]] } = options;
  const x = input([frames, size, size, 3], { mean: 128, std: 64 });
  const group = (filters: readonly number[], i: number): Layer => {
    const convolutions = filters.map((n) => sequential(conv3d({ filters: n, kernel: 3, padding: "same" }), relu()));
    const window = i === 0 ? ([1, 2, 2] as const) : 2; // the first pooling keeps all frames
    return named(`group${i + 1}`, sequential(...convolutions, maxPool3d({ window, padding: "same" })));
  };
  const hidden = (): Layer => sequential(dense({ units }), relu(), dropout({ rate: 0.5 }));
  const head = named("head", sequential(hidden(), hidden(), dense({ units: classes })));
  return graph(x, sequential(...groups.map(group), flatten(), head)(x));
}
