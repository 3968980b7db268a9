// The convolutions of VGG-16, which is not among fovea's models. Source: Simonyan and Zisserman 2015, configuration D.
const BLOCKS = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/** The graph up to the dense layers. @param {import("./workload.mjs").Fovea} fovea */
export function vgg16Features({ conv2d, graph, input, maxPool2d, relu, sequential }) {
  const x = input([224, 224, 3]);
  const block = (sizes) =>
    sequential(
      ...sizes.flatMap((filters) => [conv2d({ filters, kernel: 3, padding: "same" }), relu()]),
      maxPool2d({ window: 2 }),
    );
  return graph(x, sequential(...BLOCKS.map(block))(x));
}
