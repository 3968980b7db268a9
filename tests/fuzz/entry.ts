import type { Node } from "../../src/graph/node.ts";
import type { Shape } from "../../src/graph/shape.ts";
import type { Oracle } from "../harness/checkOp.ts";

/** One way to put an op into a random graph. */
export interface Chosen {
  /**
   * The layer as a user writes it, such as `conv1d({ filters: 3, kernel: 2 })` or `(x) => split({ parts: 2 })(x)[1]`: for the
   * program that reproduces a failure.
   */
  readonly source: string;
  readonly layer: (...nodes: Node[]) => Node;
  /**
   * The same in f64. It finds the parameters by the name behind the last slash of their paths; where several have one name, all by
   * path, with _ for / and dots.
   */
  readonly oracle: Oracle;
}

/** What the search over random graphs knows of an op. */
export interface FuzzEntry {
  readonly op: string;
  /** Number of inputs. */
  readonly inputs: number;
  /** True for what measures a difference: of a node and itself it is 0, and what follows may take rounding for a number. */
  readonly distinct?: boolean;
  /**
   * Options drawn by `below(n)`, a whole number from 0 to n - 1, for samples of these shapes (batch not counted); null where the
   * op cannot take them. Outputs should be small, have about the magnitude of the inputs, and no kink where inputs are random.
   * A batch may be one sample. Inputs of graphs are vectors, sequences, images and volumes of a few numbers an axis; some of them
   * must suit.
   */
  choose(shapes: readonly Shape[], below: (n: number) => number): Chosen | null;
}
