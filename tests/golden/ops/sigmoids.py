"""Writes sigmoids.json: sigmoid, SiLU and tanh, also far out, where they saturate."""

import torch
import torch.nn.functional as F

from cases import case, write

for name, function in {"sigmoid": torch.sigmoid, "silu": F.silu, "tanh": torch.tanh}.items():
    for shape in [[1, 1], [2, 5], [3, 13], [2, 4, 7], [1, 3, 5, 9]]:
        case(name, {}, [shape], function, ranges={"x0": [-3, 3]}, tolerance=1e-6)
    case(name, {}, [[2, 17]], function, ranges={"x0": [-100, 100]}, tolerance=1e-6)
    case(name, {}, [[2, 9]], function, ranges={"x0": [-0.001, 0.001]}, tolerance=1e-6)

write(__file__)
