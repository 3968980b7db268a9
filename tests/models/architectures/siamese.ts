import {
  conv2d,
  dense,
  flatten,
  type Graph,
  graph,
  input,
  l2Normalize,
  maxPool2d,
  named,
  relu,
  sequential,
  tripletLoss,
} from "../../../src/index.ts";

export interface SiameseOptions {
  size?: number;
  filters?: number;
  /** Numbers in an embedding. */
  units?: number;
}

/**
 * Schroff et al. 2015, "FaceNet", on a small scale: three images through one network. The second graph is that network alone, which
 * gives images their embeddings once it is given what the first has learnt.
 */
export function siamese(options: SiameseOptions = {}): { triplets: Graph; embedder: Graph } {
  const { size = 28, filters = 16, units = 32 } = options;
  const convolve = (n: number) =>
    sequential(conv2d({ filters: n, kernel: 3, padding: "same" }), relu(), maxPool2d({ window: 2 }));
  const embed = named(
    "embed",
    sequential(convolve(filters), convolve(2 * filters), flatten(), dense({ units }), l2Normalize()),
  );
  const image = (name: string) => input([size, size, 1], { name });
  const [anchor, positive, negative] = [image("anchor"), image("positive"), image("negative")];
  const loss = tripletLoss({ margin: 0.2, squared: true })(embed(anchor), embed(positive), embed(negative));
  const alone = image("image");
  return { triplets: graph([anchor, positive, negative], loss), embedder: graph(alone, embed(alone)) };
}
