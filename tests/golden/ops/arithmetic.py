"""Writes arithmetic.json: differences, quotients, extremes of two, functions of one number, and layers that only gradients notice."""

from functools import reduce
from operator import sub, truediv

import torch
from cases import case, write

BATCH = 2
PAIRS = [
    [[1], [1]],
    [[5], [5]],
    [[3, 4, 5], [3, 4, 5]],
    [[5, 7, 3], [3]],
    [[4], [3, 5, 4]],
    [[3, 4, 5], [1, 1, 5]],
    [[7, 9], [1]],
    [[3, 4, 7], [3, 4, 1]],
    [[3, 5, 4], [1, 5, 1]],
    [[5, 1], [4]],
    [[2, 1, 7], [3, 1]],
    [[5], [3, 1, 1], [2, 1], [3, 2, 5]],
]


def over_samples(operator):
    def forward(*xs):
        rank = max(x.dim() for x in xs)
        return reduce(operator, [x.reshape(len(x), *[1] * (rank - x.dim()), *x.shape[1:]) for x in xs])

    return forward


for shapes in PAIRS:
    inputs = [[BATCH, *shape] for shape in shapes]
    away_from_0 = {f"x{i}": [0.5, 2] for i in range(1, len(shapes))}
    case("subtract", {}, inputs, over_samples(sub), tolerance=1e-6)
    case("divide", {}, inputs, over_samples(truediv), ranges=away_from_0, tolerance=1e-6)
    case("maximum", {}, inputs, over_samples(torch.maximum), tolerance=1e-6)
    case("minimum", {}, inputs, over_samples(torch.minimum), tolerance=1e-6)

# Equal numbers share the gradient.
ties = {"x0": [1, 2, 3, 0, -1, 0.5], "x1": [1, 3, 2, 0, -1, 0.25]}
for name in ["maximum", "minimum"]:
    case(name, {}, [[2, 3], [2, 3]], getattr(torch, name), values=ties, tolerance=0)

SHAPES = [[1, 1], [2, 5], [3, 4, 5], [1, 7, 9], [2, 2, 5, 3]]
POSITIVE, NEGATIVE, ANY = [0.25, 3], [-3, -0.25], [-3, 3]

for shape in SHAPES:
    for name, function, low_and_high in [
        ("abs", torch.abs, ANY),
        ("square", torch.square, ANY),
        ("exp", torch.exp, ANY),
        ("sqrt", torch.sqrt, POSITIVE),
        ("log", torch.log, POSITIVE),
        ("reciprocal", torch.reciprocal, POSITIVE),
        ("reciprocal", torch.reciprocal, NEGATIVE),
        ("negate", torch.neg, ANY),
        ("sign", torch.sign, ANY),
    ]:
        case(name, {}, [shape], function, ranges={"x0": low_and_high}, tolerance=1e-6)

for i, exponent in enumerate([2, 3, -1, -2, 5, 0, 1]):
    case("power", {"exponent": exponent}, [[2, 3 + i]], lambda x: x**exponent, ranges={"x0": [-2, -0.5]}, tolerance=1e-6)
for i, exponent in enumerate([0.5, 1.5, -0.5, 2.25, 3, -2]):
    case("power", {"exponent": exponent}, [[3, 5 + i]], lambda x: x**exponent, ranges={"x0": [0.5, 2]}, tolerance=1e-6)

for i, (factor, offset) in enumerate([(2, 0), (-0.5, 3), (0, 1), (1.5, -0.25)]):
    options = {"factor": factor, "offset": offset}
    case("scale", options, [[2, 3, 3 + i]], lambda x: factor * x + offset, tolerance=1e-6)

for options in [{"low": -0.25}, {"high": 0.25}, {"low": -0.5, "high": 0.5}, {"low": 0, "high": 2}]:
    bounds = {"min": options.get("low"), "max": options.get("high")}
    for shape in [[2, 5], [3, 4, 7]]:
        case("clip", options, [shape], lambda x: torch.clamp(x, **bounds), tolerance=0)
case("clip", {"low": -1, "high": 1}, [[2, 3]], lambda x: torch.clamp(x, -1, 1), values={"x0": [-1, 1, 0, 2, -2, 1]}, tolerance=0)

for shape in [[2, 3], [3, 4, 5]]:
    case("stopGradient", {}, [shape], lambda x: 0 * x + x.detach(), tolerance=0)
    for factor in [1, 0.25]:
        case("gradientReversal", {"factor": factor}, [shape], lambda x: x.detach() * (1 + factor) - factor * x, tolerance=1e-6)

write(__file__)
