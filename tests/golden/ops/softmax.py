"""Writes softmax.json: softmax along the last axis."""

import torch

from cases import case, write

for shape in [[1, 1], [1, 2], [3, 5], [2, 17], [2, 3, 4], [1, 4, 3, 9], [5, 13]]:
    case("softmax", {}, [shape], lambda x: torch.softmax(x, -1), tolerance=1e-6)
case("softmax", {}, [[3, 8]], lambda x: torch.softmax(x, -1), ranges={"x0": [-100, 100]}, tolerance=1e-6)

write(__file__)
