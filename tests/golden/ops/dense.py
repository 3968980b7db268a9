"""Writes dense.json: dense layers and biases."""

from cases import case, write


def dense(x, kernel, bias=0):
    return x @ kernel + bias


for batch, shape, units in [(1, [1], 1), (2, [3], 5), (3, [8], 4), (2, [13], 17), (1, [9], 8), (5, [17], 9), (2, [5, 3], 7), (3, [2, 3, 4], 13)]:
    inputs, kernel = [[batch, *shape]], [shape[-1], units]
    case("dense", {"units": units}, inputs, dense, {"kernel": kernel, "bias": [units]}, tolerance=1e-6)
    case("dense", {"units": units, "bias": False}, inputs, dense, {"kernel": kernel}, tolerance=1e-6)

for shape in [[1, 1], [2, 3], [3, 4, 5], [2, 5, 7, 8], [1, 9, 3, 13], [3, 17]]:
    case("bias", {}, [shape], lambda x, bias: x + bias, {"bias": shape[-1:]}, tolerance=1e-6)

write(__file__)
