"""Writes linear.json: products of matrices that are both computed, and gram matrices. Dense layers and biases: dense.py."""

from cases import case, write

for shape, k, n in [([1, 1], 1, 1), ([2, 3], 4, 5), ([1, 7], 8, 9), ([3, 5], 1, 7), ([2, 2, 4], 5, 3), ([1, 2, 3, 5], 2, 6), ([2, 9], 17, 4)]:
    *before, m = shape
    for a_turned in [False, True]:
        for b_turned in [False, True]:
            options = {**({"transposeA": True} if a_turned else {}), **({"transposeB": True} if b_turned else {})}
            inputs = [[*before, k, m] if a_turned else [*before, m, k], [*before, n, k] if b_turned else [*before, k, n]]

            def product(a, b):
                return (a.transpose(-1, -2) if a_turned else a) @ (b.transpose(-1, -2) if b_turned else b)

            case("matmul", options, inputs, product, tolerance=1e-6)

for shape in [[1, 2, 2, 1], [2, 3, 4, 5], [1, 5, 3, 8], [3, 7, 4], [2, 2, 3, 2, 9]]:
    for normalize in [True, False]:

        def gram(x):
            rows = x.flatten(1, -2)
            return rows.transpose(1, 2) @ rows / (rows[0].numel() if normalize else 1)

        case("gram", {"normalize": normalize}, [shape], gram, tolerance=2e-6)

write(__file__)
