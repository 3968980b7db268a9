"""Writes pool2d.json: max and average pooling, windowed and global."""

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, same, write


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def padded(options, x, value):
    """`x` with channels first and with its padding, and the window's size and stride."""
    window = pair(options["window"])
    stride, padding = pair(options.get("stride", options["window"])), options.get("padding", 0)
    if padding == "same":
        (top, bottom), (left, right) = (same(*each) for each in zip(x.shape[1:3], window, stride))
    elif isinstance(padding, dict):
        top, right, bottom, left = (padding.get(side, 0) for side in ("top", "right", "bottom", "left"))
    else:
        (top, left), (bottom, right) = pair(padding), pair(padding)
    return F.pad(channels_first(x), (left, right, top, bottom), value=value), window, stride


def max_pool(options):
    return lambda x: channels_last(F.max_pool2d(*padded(options, x, float("-inf"))))


def average_pool(options):
    """PyTorch counts the padding it knows of; here it is zeros, and divided by how many numbers of a window are none."""

    def forward(x):
        y = F.avg_pool2d(*padded(options, x, 0))
        share = F.avg_pool2d(*padded(options, torch.ones_like(x), 0))
        return channels_last(y if options.get("countPadding") else y / share)

    return forward


CASES = [
    ([1, 1, 1, 1], {"window": 1}),
    ([2, 4, 6, 3], {"window": 2}),
    ([1, 5, 7, 4], {"window": 2}),
    ([2, 7, 5, 5], {"window": 3, "stride": 2}),
    ([1, 5, 6, 7], {"window": 3, "stride": 1}),
    ([1, 8, 7, 8], {"window": [3, 2], "stride": [1, 2]}),
    ([1, 9, 7, 3], {"window": 3, "stride": 2, "padding": "same"}),
    ([2, 4, 5, 9], {"window": 2, "stride": 1, "padding": "same"}),
    ([1, 6, 8, 4], {"window": 3, "stride": 2, "padding": 1}),
    ([1, 9, 5, 2], {"window": [4, 3], "stride": [3, 1], "padding": [2, 1]}),
    ([2, 5, 9, 1], {"window": [2, 5], "padding": {"top": 1, "left": 3, "right": 4}}),
    ([1, 7, 8, 5], {"window": 2, "stride": [3, 4]}),
    ([3, 3, 4, 4], {"window": [3, 4]}),
    ([1, 2, 3, 13], {"window": 3, "stride": 2, "padding": 1}),
]
for shape, options in CASES:
    case("maxPool2d", options, [shape], max_pool(options), tolerance=0)
    case("averagePool2d", options, [shape], average_pool(options), tolerance=1e-6)
for shape, options in CASES[6:11]:
    counting = {**options, "countPadding": True}
    case("averagePool2d", counting, [shape], average_pool(counting), tolerance=1e-6)

for shape in [[1, 1, 1, 1], [2, 3, 4, 5], [3, 5, 2, 3], [1, 7, 9, 8], [2, 4, 3, 17]]:
    for keep in (False, True):
        options = {"keepDimensions": True} if keep else {}
        case("globalAveragePool2d", options, [shape], lambda x: x.mean((1, 2), keepdim=keep), tolerance=1e-6)
        case("globalMaxPool2d", options, [shape], lambda x: x.amax((1, 2), keepdim=keep), tolerance=0)

write(__file__)
