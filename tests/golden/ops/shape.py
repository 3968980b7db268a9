"""Writes shape.json: the layers that move numbers, resize images and look them up."""

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, write


def sides(shape, padding):
    """[before, after] of each axis behind the batch."""
    rank = len(shape) - 1
    if isinstance(padding, dict):
        top, right, bottom, left = (padding.get(side, 0) for side in ("top", "right", "bottom", "left"))
        return [[top, bottom], [left, right], [0, 0]]
    if isinstance(padding, int):
        padding = [padding] * (rank - 1)
    each = [[side, side] if isinstance(side, int) else side for side in padding]
    return each if len(each) == rank else [*each, [0, 0]]


def pad(shape, options):
    mode, value = options.get("mode", "zeros"), options.get("value", 0)
    around = sides(shape, options["padding"])
    flat = [size for before, after in reversed(around) for size in (before, after)]
    if mode in ("zeros", "constant"):
        return lambda x: F.pad(x, flat, value=value)
    # PyTorch's other modes pad the axes behind the channels alone.
    return lambda x: channels_last(F.pad(channels_first(x), flat[2:], mode=mode))


for shape, padding in [
    ([2, 5, 3], 1),
    ([1, 4, 5], [[0, 3]]),
    ([2, 4, 5, 3], 2),
    ([1, 3, 6, 4], [1, 2]),
    ([2, 5, 4, 5], {"top": 3, "left": 1, "right": 2}),
    ([1, 4, 3, 9], [[2, 0], [1, 2]]),
    ([1, 3, 4, 5, 2], [1, [0, 2], [3, 1]]),
]:
    for mode in ("zeros", "constant", "reflect", "replicate", "circular"):
        options = {"padding": padding, "mode": mode, **({"value": 0.75} if mode == "constant" else {})}
        case("pad", options, [shape], pad(shape, options), tolerance=1e-6)
for shape, padding in [([2, 5], [[1, 2]]), ([1, 3, 4], [1, 2]), ([2, 3, 2, 2, 3], [[0, 1], 1, [2, 0], 1])]:
    case("pad", {"padding": padding}, [shape], pad(shape, {"padding": padding}), tolerance=0)

for shape, to in [([2, 12], [3, 4]), ([2, 3, 4], [-1]), ([1, 3, 4, 5], [5, -1, 2]), ([2, 6], [6, 1])]:
    case("reshape", {"shape": to}, [shape], lambda x: x.reshape(x.shape[0], *to), tolerance=0)
for shape, options in [([2, 1, 1, 5], {}), ([2, 3, 1, 4], {"axis": 1}), ([1, 1, 7], {"axis": -2})]:
    along = (1, 2) if not options else options["axis"] + (1 if options["axis"] >= 0 else 0)
    squeezed = (lambda x: x.squeeze(1).squeeze(1)) if not options else lambda x: x.squeeze(along)
    case("squeeze", options, [shape], squeezed, tolerance=0)
for shape, axis in [([2, 3, 4], 0), ([2, 3, 4], -1), ([2, 5], 1), ([1, 3, 2], -2)]:
    along = axis if axis < 0 else axis + 1
    case("expandDims", {"axis": axis}, [shape], lambda x: x.unsqueeze(along), tolerance=0)

for shape, axes in [
    ([2, 4, 5], [1, 0]),
    ([2, 3, 5, 4], [2, 0, 1]),
    ([1, 4, 3, 5], [1, 2, 0]),
    ([2, 5, 1, 3], [1, 0, 2]),
    ([1, 2, 3, 4, 5], [3, 1, 0, 2]),
    ([1, 2, 3, 2, 4, 3], [4, 2, 0, 3, 1]),
    ([1, 2, 3, 2, 2, 3, 2], [5, 0, 4, 2, 1, 3]),
    ([1, 17, 9], [-1, 0]),
]:
    order = [0, *(axis % (len(shape) - 1) + 1 for axis in axes)]
    case("transpose", {"axes": axes}, [shape], lambda x: x.permute(order), tolerance=0)
for shape in [[3, 7], [2, 3, 5], [1, 2, 4, 3]]:
    order = [0, *range(len(shape) - 1, 0, -1)]
    case("transpose", {}, [shape], lambda x: x.permute(order), tolerance=0)

for shape, options, taken in [
    ([2, 9], {"axis": 0, "begin": 2, "end": -1}, lambda x: x[:, 2:-1]),
    ([2, 9], {"axis": -1, "step": 3}, lambda x: x[:, ::3]),
    ([1, 7, 5], {"begin": [1], "end": [6], "step": [2]}, lambda x: x[:, 1:6:2]),
    ([2, 4, 7], {"axis": 1, "begin": -3}, lambda x: x[:, :, -3:]),
    ([2, 4, 5, 3], {"begin": [1, 1, 0], "end": [-1, 99, 2]}, lambda x: x[:, 1:-1, 1:99, 0:2]),
    ([1, 5, 6, 4], {"begin": [None, 5], "step": [2, 1]}, lambda x: x[:, ::2, 5:]),
    ([2, 5, 3], {"axis": 0, "step": -1}, lambda x: x.flip(1)),
    ([2, 7, 3], {"axis": 0, "begin": 5, "end": 0, "step": -2}, lambda x: x[:, [5, 3, 1]]),
]:
    case("slice", options, [shape], taken, tolerance=0)

for shape, options in [
    ([2, 6], {"parts": 3}),
    ([2, 4, 5], {"parts": 2, "axis": 0}),
    ([1, 3, 7], {"sizes": [2, 4, 1]}),
    ([2, 3, 5, 4], {"sizes": [1, 4], "axis": 1}),
]:
    axis = options.get("axis", -1)
    along = axis if axis < 0 else axis + 1
    parts = options.get("parts") or len(options["sizes"])
    pieces = options.get("sizes") or shape[along] // parts
    for output in range(parts):
        case("split", options, [shape], lambda x: x.split(pieces, along), tolerance=0, output=output)

for shape, options, rows, columns in [
    ([2, 7, 4, 3], {"size": 3}, slice(2, 5), slice(0, 3)),
    ([1, 8, 9, 5], {"size": [8, 4]}, slice(0, 8), slice(2, 6)),
    ([2, 5, 6, 2], {"sides": 1}, slice(1, 4), slice(1, 5)),
    ([1, 6, 7, 4], {"sides": [2, 1]}, slice(2, 4), slice(1, 6)),
    ([2, 5, 5, 3], {"sides": {"top": 1, "right": 2, "left": 1}}, slice(1, 5), slice(1, 3)),
    ([1, 5, 4, 9], {"sides": [[0, 2], [1, 0]]}, slice(0, 3), slice(1, 4)),
]:
    case("crop", options, [shape], lambda x: x[:, rows, columns], tolerance=0)

for shape, axes in [([2, 5], [0]), ([2, 3, 4], [1]), ([1, 4, 5, 3], [0, 1]), ([2, 3, 4, 5], [-1]), ([1, 3, 4, 5], [0, 1, 2])]:
    along = [axis if axis < 0 else axis + 1 for axis in axes]
    case("flip", {"axes": axes}, [shape], lambda x: x.flip(along), tolerance=0)
for shape, shift, axis in [([2, 5], 2, 0), ([2, 4, 5], -1, 0), ([1, 4, 5, 3], 7, 1), ([2, 3, 4], -9, -1), ([1, 6, 2], 0, 0)]:
    along = axis if axis < 0 else axis + 1
    case("roll", {"shift": shift, "axis": axis}, [shape], lambda x: x.roll(shift, along), tolerance=0)

for shape, repeats in [([2, 3], [4]), ([2, 1, 5], [3, 1]), ([1, 2, 3, 2], [2, 3, 2]), ([2, 4, 3], [1, 2]), ([1, 2, 2], [1, 1])]:
    case("tile", {"repeats": repeats}, [shape], lambda x: x.tile(1, *repeats), tolerance=1e-6)
for shape, times, axis in [([2, 3], 4, 0), ([2, 3, 4], 2, 0), ([1, 3, 4, 5], 3, -1), ([2, 3, 2, 9], 2, 1), ([1, 4], 1, 0)]:
    along = axis if axis < 0 else axis + 1
    case("repeat", {"times": times, "axis": axis}, [shape], lambda x: x.repeat_interleave(times, along), tolerance=1e-6)

for shape, nodes, axis in [([2, 3], 2, None), ([2, 3, 4], 3, 0), ([1, 4, 5], 2, -2), ([2, 2, 3, 2], 2, 1)]:
    along = -1 if axis is None else axis if axis < 0 else axis + 1
    options = {} if axis is None else {"axis": axis}
    case("stack", options, [shape] * nodes, lambda *xs: torch.stack(xs, along), tolerance=0)

for shape, block in [([1, 1, 1, 4], 2), ([2, 2, 3, 12], 2), ([1, 3, 2, 20], 2), ([1, 2, 2, 18], 3), ([2, 3, 2, 5], 1)]:
    batch, height, width, deep = shape
    shuffle = lambda x: channels_last(F.pixel_shuffle(channels_first(x), block))
    case("pixelShuffle", {"block": block}, [shape], shuffle, tolerance=0)
    large = [batch, height * block, width * block, deep // block**2]
    unshuffle = lambda x: channels_last(F.pixel_unshuffle(channels_first(x), block))
    case("pixelUnshuffle", {"block": block}, [large], unshuffle, tolerance=0)
for shape, groups in [([2, 3, 2, 6], 2), ([1, 2, 4, 12], 3), ([2, 3, 3, 8], 8), ([1, 2, 2, 5], 1), ([1, 1, 3, 18], 2)]:
    # The function itself has no gradient in PyTorch 1.13: as ShuffleNet writes it.
    shuffle = lambda x: x.unflatten(-1, (groups, shape[-1] // groups)).transpose(-1, -2).flatten(-2)
    case("channelShuffle", {"groups": groups}, [shape], shuffle, tolerance=0)

for shape, indices, axis in [
    ([2, 5], [4, 0, 0, 2], 0),
    ([2, 4, 3], [1, 3, 1], 0),
    ([1, 3, 4], [3, 3, 0, 1, 2, 3, 0, 0, 1], -1),
    ([2, 3, 5, 4], [-1, 0], 1),
    ([1, 2, 4, 7], [2], 1),
]:
    along = axis % (len(shape) - 1) + 1
    positive = torch.tensor(indices) % shape[along]
    case("gather", {"indices": indices, "axis": axis}, [shape], lambda x: x.index_select(along, positive), tolerance=1e-6)
for shape, picks, numbers in [
    ([2, 5, 3], [2, 4], [4, 0, 0, 2, 1, 1, 1, 3]),
    ([1, 3, 8], [1, 2, 3], [2, 0, 1, 1, 2, 0]),
    ([2, 4], [2, 3], [0, 3, 3, 1, 2, 0]),
]:
    chosen = lambda x, i: torch.stack([sample[each.long()] for sample, each in zip(x, i)])
    case("gather", {}, [shape, picks], chosen, values={"x1": numbers}, tolerance=1e-6)

for shape, classes, numbers in [([2, 3], 4, [0, 3, 1, 1, 2, 0]), ([1, 5], 9, [8, 0, 4, 4, 7]), ([2, 2, 1], 3, [2, 1, 0, 0])]:
    one_hot = lambda x: F.one_hot(x.long(), classes).double()
    case("oneHot", {"classes": classes}, [shape], one_hot, values={"x0": numbers}, training=False, tolerance=0)
for layer, seek in [("argmax", torch.argmax), ("argmin", torch.argmin)]:
    for shape, options in [([2, 3, 5], {}), ([2, 7, 4], {"axis": 0}), ([1, 3, 4, 9], {"keepAxis": True}), ([2, 17], {"keepAxis": True})]:
        along = options.get("axis", -2) + 1
        sought = lambda x: seek(x, along, keepdim=options.get("keepAxis", False)).double()
        case(layer, options, [shape], sought, training=False, tolerance=0)

NAMES = {1: {"linear": "linear"}, 2: {"bilinear": "bilinear", "bicubic": "bicubic"}, 3: {"linear": "trilinear"}}


def resize(options, rank):
    def forward(x):
        size, scale, mode = options.get("size"), options.get("scale"), options.get("mode", "nearest")
        torchs = {**NAMES[rank], "nearest": "nearest", "nearestExact": "nearest-exact"}[mode]
        corners = None if mode.startswith("nearest") else options.get("alignCorners", False)
        each = lambda value: value if value is None or isinstance(value, list) else [value] * rank
        scale = None if scale is None else [float(one) for one in each(scale)]
        return channels_last(F.interpolate(channels_first(x), each(size), scale, torchs, corners))

    return forward


for shape, options in [
    ([2, 5, 3], {"size": 9}),
    ([1, 7, 2], {"size": 3}),
    ([2, 3, 4], {"scale": 2}),
    ([1, 6, 1], {"scale": 1.7}),
    ([2, 4, 5, 3], {"size": [9, 7]}),
    ([1, 7, 8, 2], {"size": [3, 5]}),
    ([2, 3, 4, 4], {"scale": 2}),
    ([1, 5, 4, 3], {"scale": [1.6, 2.3]}),
    ([1, 1, 3, 5], {"size": [4, 1]}),
    ([1, 6, 6, 2], {"scale": 0.5}),
    ([1, 2, 3, 4, 2], {"size": [3, 5, 2]}),
    ([1, 3, 2, 2, 3], {"scale": [1, 2, 2]}),
]:
    rank = len(shape) - 2
    for mode in ("nearest", "nearestExact"):
        given = {**options, "mode": mode}
        case(f"resize{rank}d", given, [shape], resize(given, rank), tolerance=1e-6)
    for mode in NAMES[rank]:
        for corners in (False, True):
            given = {**options, "mode": mode, "alignCorners": corners}
            case(f"resize{rank}d", given, [shape], resize(given, rank), tolerance=2e-6)
for shape, options in [([2, 3, 2, 5], {}), ([1, 2, 3, 4], {"scale": 3}), ([1, 3, 4, 2], {"mode": "bilinear"})]:
    case("upsample2d", options, [shape], resize({"scale": 2, **options}, 2), tolerance=2e-6)


def embedding(padding):
    def forward(x, table):
        start = table if padding is None else table * (torch.arange(table.shape[0]) != padding)[:, None]
        return F.embedding(x.long(), start, padding)

    return forward


for shape, count, size, padding, numbers in [
    ([2, 3], 4, 5, None, [0, 3, 1, 1, 1, 0]),
    ([1, 5], 3, 1, None, [2, 0, 2, 2, 1]),
    ([2, 4], 5, 8, 0, [0, 1, 0, 4, 4, 2, 2, 0]),
    ([1, 2, 3], 6, 3, 5, [5, 5, 0, 1, 3, 5]),
    ([3, 1], 2, 13, None, [1, 1, 0]),
]:
    options = {"count": count, "size": size, **({} if padding is None else {"padding": padding})}
    parameters, values = {"table": [count, size]}, {"x0": numbers}
    case("embedding", options, [shape], embedding(padding), parameters, values=values, tolerance=1e-6)

write(__file__)
