"""Writes rectifiers.json: ReLU and ReLU6."""

import torch.nn.functional as F

from cases import case, write

for shape in [[1, 1], [2, 5], [3, 13], [2, 4, 7], [1, 3, 5, 9], [2, 5, 3, 8]]:
    case("relu", {}, [shape], F.relu, ranges={"x0": [-3, 3]}, tolerance=0)
    case("relu6", {}, [shape], F.relu6, ranges={"x0": [-4, 10]}, tolerance=0)

# At the kinks both take 0 for the gradient.
case("relu", {}, [[1, 5]], F.relu, values={"x0": [-1, -1e-30, 0, 1e-30, 1]}, tolerance=0)
case("relu6", {}, [[1, 6]], F.relu6, values={"x0": [-1, 0, 1, 5, 6, 7]}, tolerance=0)

write(__file__)
