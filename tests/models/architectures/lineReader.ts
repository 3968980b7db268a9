import {
  batchNorm,
  conv1d,
  conv2d,
  dense,
  type Graph,
  graph,
  input,
  maxPool2d,
  type Node,
  named,
  relu,
  reshape,
  sequential,
  transpose,
} from "../../../src/index.ts";

export interface LineReaderOptions {
  height?: number;
  width?: number;
  filters?: number;
  /** Characters, and the blank, which is class 0. */
  classes?: number;
}

/** Reads a line of text, without recurrence: convolutions, whose columns become steps of time, and one over time. For `ctcLoss`. */
export function lineReader(options: LineReaderOptions = {}): Graph {
  const { height = 32, width = 128, filters = 32, classes = 80 } = options;
  const convolve = (n: number, window: readonly [number, number]) =>
    sequential(
      conv2d({ filters: n, kernel: 3, padding: "same", bias: false }),
      batchNorm(),
      relu(),
      maxPool2d({ window }),
    );
  const columns = (x: Node): Node => {
    const [rows, time, channels] = x.shape;
    return sequential(transpose({ axes: [1, 0, 2] }), reshape({ shape: [time, rows * channels] }))(x);
  };
  const line = input([height, width, 1], { name: "line" });
  const look = sequential(convolve(filters, [2, 2]), convolve(2 * filters, [2, 2]), convolve(2 * filters, [2, 1]));
  const read = sequential(
    conv1d({ filters: 4 * filters, kernel: 5, padding: "same" }),
    relu(),
    dense({ units: classes }),
  );
  return graph(line, sequential(named("look", look), columns, named("read", read))(line));
}
