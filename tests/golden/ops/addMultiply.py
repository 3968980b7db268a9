"""Writes addMultiply.json: sums and products, with broadcasting; the batch is no axis of a sample, so it gets no size 1."""

from functools import reduce
from operator import add, mul

from cases import case, write

BATCH = 2
SHAPES = [
    [[1], [1]],
    [[5], [5]],
    [[3, 4, 5], [3, 4, 5]],
    [[5, 7, 3], [3]],
    [[4], [3, 5, 4]],
    [[3, 4, 5], [1, 1, 5]],
    [[7, 9], [1]],
    [[3, 4, 7], [3, 4, 1]],
    [[3, 5, 4], [3, 1, 4]],
    [[3, 5, 4], [1, 5, 1]],
    [[5, 1], [4]],
    [[2, 1, 7], [3, 1]],
    [[1, 4, 1, 5], [3, 4, 2, 5]],
    [[4, 3, 5], [4, 3, 5], [4, 3, 5]],
    [[5], [3, 1, 1], [2, 1], [3, 2, 5]],
]


def over_samples(operator):
    def forward(*xs):
        rank = max(x.dim() for x in xs)
        return reduce(operator, [x.reshape(len(x), *[1] * (rank - x.dim()), *x.shape[1:]) for x in xs])

    return forward


for shapes in SHAPES:
    for name, operator in {"add": add, "multiply": mul}.items():
        case(name, {}, [[BATCH, *shape] for shape in shapes], over_samples(operator), tolerance=1e-6)

write(__file__)
