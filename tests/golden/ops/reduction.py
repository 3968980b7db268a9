"""Writes reduction.json: sums, means, extremes and variances over axes of a sample; fovea's axis 0 is PyTorch's 1."""

import torch
from cases import case, write

CASES = [
    ([2, 5], None),
    ([3, 4, 5], None),
    ([1, 3, 4, 5], [0, 1]),
    ([2, 3, 4, 5], [0, 1]),
    ([2, 3, 7, 8], [-1]),
    ([2, 9, 4], [0]),
    ([3, 5, 4, 3], [1]),
    ([2, 3, 4, 5], [0, 2]),
    ([2, 2, 3, 4, 5], [1, -1]),
]

REDUCTIONS = {
    "reduceSum": torch.sum,
    "reduceMean": torch.mean,
    "reduceMax": torch.amax,
    "reduceMin": torch.amin,
}


def over_axes(function, axes, keep, **options):
    def forward(x):
        dims = tuple(range(1, x.dim())) if axes is None else tuple(axis + 1 if axis >= 0 else axis for axis in axes)
        y = function(x, dim=dims, keepdim=keep, **options)
        return y if y.dim() > 1 else y.reshape(-1, 1)

    return forward


for shape, axes in CASES:
    for keep in [False, True]:
        options = {**({} if axes is None else {"axes": axes}), **({"keepDimensions": True} if keep else {})}
        for name, function in REDUCTIONS.items():
            case(name, options, [shape], over_axes(function, axes, keep), tolerance=2e-6)
        for correction in [0, 1]:
            forward = over_axes(torch.var, axes, keep, correction=correction)
            case("reduceVariance", {**options, "correction": correction}, [shape], forward, tolerance=2e-6)

# Those that are equal share the gradient evenly.
ties = {"x0": [1, 2, 2, 0, 0, 0, -1, -1, 3, 4, -5, 4]}
for name, axes in [("reduceMax", [-1]), ("reduceMin", [-1]), ("reduceMax", [0]), ("reduceMin", [0, 1])]:
    case(name, {"axes": axes}, [[2, 2, 3]], over_axes(REDUCTIONS[name], axes, False), values=ties, tolerance=1e-7)

write(__file__)
