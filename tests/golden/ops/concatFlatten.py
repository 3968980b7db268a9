"""Writes concatFlatten.json: joining along any axis, and flattening."""

import torch

from cases import case, write

BATCH = 2
for axis, shapes in [
    (None, [[3, 4, 5], [3, 4, 2]]),
    (None, [[1], [1]]),
    (-1, [[2, 3], [2, 8], [2, 1]]),
    (0, [[3, 4], [2, 4]]),
    (1, [[3, 1, 5], [3, 4, 5], [3, 2, 5]]),
    (-2, [[2, 3, 7], [2, 2, 7]]),
    (0, [[13], [4], [9]]),
    (-3, [[1, 3, 4], [2, 3, 4]]),
]:
    options = {} if axis is None else {"axis": axis}
    along = -1 if axis is None else axis if axis < 0 else axis + 1
    case("concat", options, [[BATCH, *shape] for shape in shapes], lambda *xs: torch.cat(xs, along), tolerance=0)

for shape in [[1, 1], [3, 5], [2, 3, 4], [2, 3, 2, 5], [1, 2, 3, 2, 4]]:
    case("flatten", {}, [shape], lambda x: x.flatten(1), tolerance=0)

write(__file__)
