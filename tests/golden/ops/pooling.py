"""Writes pooling.json: pooling layers of one to three axes beyond those of pool2d.py, unpooling, and regions of interest."""

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

from cases import case, channels_first, channels_last, pseudo_random, write


def listed(value, rank):
    return list(value) if isinstance(value, (list, tuple)) else [value] * rank


def first_and_last(pool):
    """`pool` of PyTorch's layout, in fovea's."""
    return lambda x: channels_last(pool(channels_first(x)))


# Windows that PyTorch has: equal padding on both sides, at most half a window.
WINDOWS = [
    ([2, 9, 3], {"window": 2}),
    ([1, 13, 5], {"window": 3, "stride": 2, "padding": 1}),
    ([3, 8, 4], {"window": 3, "stride": 2, "ceilMode": True}),
    ([2, 11, 17], {"window": 4, "stride": 3, "padding": 2, "ceilMode": True}),
    ([1, 12, 2], {"window": 3, "stride": 1, "dilation": 3}),
    ([1, 10, 3], {"window": 2, "stride": 3, "padding": 1, "dilation": 4, "ceilMode": True}),
    ([2, 5, 7, 3], {"window": 3, "stride": 2, "ceilMode": True}),
    ([1, 6, 5, 5], {"window": [3, 2], "stride": [2, 1], "padding": [1, 0], "ceilMode": True}),
    ([1, 8, 7, 4], {"window": 2, "stride": 1, "dilation": [3, 2]}),
    ([2, 7, 9, 2], {"window": 3, "stride": [1, 2], "padding": 1, "dilation": 2}),
    ([1, 9, 6, 17], {"window": [2, 3], "stride": 2, "padding": [0, 1], "dilation": [2, 1], "ceilMode": True}),
    ([2, 3, 4, 5, 2], {"window": 2}),
    ([1, 4, 5, 3, 3], {"window": 3, "stride": 2, "padding": 1}),
    ([1, 5, 4, 6, 5], {"window": [1, 2, 3], "stride": [2, 2, 1]}),
    ([1, 4, 5, 6, 4], {"window": 2, "stride": 3, "padding": 1, "ceilMode": True}),
    ([1, 5, 4, 7, 3], {"window": 2, "stride": [1, 2, 2], "dilation": [2, 1, 3]}),
    ([1, 3, 6, 5, 18], {"window": [2, 3, 2], "stride": 2, "padding": [1, 1, 0], "dilation": [1, 2, 1], "ceilMode": True}),
]
MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVERAGE = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
LP = {1: F.lp_pool1d, 2: F.lp_pool2d}
UNPOOL = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}


def max_pool(rank, options, indices=False):
    def pool(x):
        return MAX[rank](
            x,
            options["window"],
            options.get("stride", options["window"]),
            options.get("padding", 0),
            options.get("dilation", 1),
            options.get("ceilMode", False),
            return_indices=indices,
        )

    return pool


def average_pool(rank, options):
    def pool(x):
        return AVERAGE[rank](
            x,
            options["window"],
            options.get("stride", options["window"]),
            options.get("padding", 0),
            options.get("ceilMode", False),
            options.get("countPadding", False),
        )

    return pool


for shape, options in WINDOWS:
    rank = len(shape) - 2
    case(f"maxPool{rank}d", options, [shape], first_and_last(max_pool(rank, options)), tolerance=3e-7)
    pools = max_pool(rank, options, indices=True)
    layer = f"maxPool{rank}dWithIndices"
    both = lambda x: [channels_last(y) for y in pools(channels_first(x))]
    case(layer, options, [shape], both, tolerance=3e-7, output=0)
    case(layer, options, [shape], both, tolerance=0, output=1, training=False)
    if "dilation" in options:
        continue
    for counting in (False, True) if "padding" in options else (False,):
        how = {**options, "countPadding": counting}
        case(f"averagePool{rank}d", how, [shape], first_and_last(average_pool(rank, how)), tolerance=5e-7)
    if rank < 3 and "padding" not in options:
        # PyTorch takes no absolute values, and scales windows that are cut off: even powers, or numbers above 0, and no rest.
        whole = {key: value for key, value in options.items() if key != "ceilMode"}
        for p in (1, 2, 3, 4, 2.5):
            lp = {**whole, "p": p}
            pool = lambda x: LP[rank](x, float(p), whole["window"], whole.get("stride"))
            ranges = {} if p in (2, 4) else {"x0": [0.1, 2.0]}
            case(f"lpPool{rank}d", lp, [shape], first_and_last(pool), ranges=ranges, tolerance=5e-7 if p < 2.1 else 3e-6)

# Sums of powers by average pooling that divides by 1, where PyTorch's own has no padding or no third axis.
for shape, options in WINDOWS:
    rank = len(shape) - 2
    if rank == 1 or "dilation" in options:
        continue
    for p in (1, 2, 3):
        sums = lambda x: AVERAGE[rank](
            x.abs() ** p,
            options["window"],
            options.get("stride", options["window"]),
            options.get("padding", 0),
            options.get("ceilMode", False),
            True,
            divisor_override=1,
        )
        norm = first_and_last(lambda x: sums(x) ** (1 / p))
        case(f"lpPool{rank}d", {**options, "p": p}, [shape], norm, tolerance=5e-7 if p < 3 else 3e-6)

# Ties and windows without any positive value.
ties = np.round(2 * pseudo_random([2, 5, 6, 3], 9))
for options in ({"window": 2}, {"window": 3, "stride": 1, "padding": 1}, {"window": 2, "stride": 1, "dilation": 2}):
    case("maxPool2d", options, [[2, 5, 6, 3]], first_and_last(max_pool(2, options)), values={"x0": ties.ravel().tolist()}, tolerance=3e-7)
    case("maxPool2d", options, [[2, 5, 6, 3]], first_and_last(max_pool(2, options)), ranges={"x0": [-3, -1]}, tolerance=3e-7)

ADAPTIVE = [
    ([2, 9, 3], 4),
    ([1, 3, 17], 5),
    ([3, 13, 4], 1),
    ([1, 12, 5], 5),
    ([2, 7, 5, 3], [3, 2]),
    ([1, 4, 9, 5], 4),
    ([1, 2, 3, 8], [4, 5]),
    ([2, 8, 6, 17], [3, 1]),
    ([1, 13, 4, 2], 3),
    ([1, 3, 5, 4, 3], 2),
    ([2, 4, 3, 6, 4], [1, 2, 5]),
    ([1, 2, 7, 3, 17], [3, 3, 2]),
]
for shape, size in ADAPTIVE:
    rank = len(shape) - 2
    mean, greatest = getattr(F, f"adaptive_avg_pool{rank}d"), getattr(F, f"adaptive_max_pool{rank}d")
    case(f"adaptiveAveragePool{rank}d", {"size": size}, [shape], first_and_last(lambda x: mean(x, size)), tolerance=5e-7)
    case(f"adaptiveMaxPool{rank}d", {"size": size}, [shape], first_and_last(lambda x: greatest(x, size)), tolerance=3e-7)

for shape in ([2, 9, 3], [1, 4, 17], [3, 7, 4], [2, 3, 2, 4, 5], [1, 2, 5, 3, 8], [1, 3, 3, 4, 17]):
    rank = len(shape) - 2
    axes = tuple(range(1, rank + 1))
    for keep in (False, True):
        options = {"keepDimensions": True} if keep else {}
        case(f"globalAveragePool{rank}d", options, [shape], lambda x: x.mean(axes, keepdim=keep), tolerance=1e-6)
        case(f"globalMaxPool{rank}d", options, [shape], lambda x: x.amax(axes, keepdim=keep), tolerance=0)
for shape in ([2, 9, 3], [1, 4, 17], [1, 5, 4, 5], [2, 3, 3, 8], [2, 3, 2, 4, 5]):
    rank = len(shape) - 2
    axes = tuple(range(1, rank + 1))
    for p in (1, 2, 3):
        norm = lambda x: torch.linalg.vector_norm(x, p, axes, keepdim=p == 2)
        options = {"p": p, "keepDimensions": p == 2}
        case(f"globalLpPool{rank}d", options, [shape], norm, tolerance=3e-6 if p == 3 else 1e-6)

WEYL, MULTIPLIERS, WORD = (0x9E3779B9, 0xBB67AE85), (0xD2511F53, 0xCD9E8D57), 2**32 - 1


def philox(counter, key):
    """Philox 4x32-10, as src/random.ts has it."""
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = c[0] * MULTIPLIERS[0], c[2] * MULTIPLIERS[1]
        c = [(b >> 32) ^ c[1] ^ k[0], b & WORD, (a >> 32) ^ c[3] ^ k[1], a & WORD]
        k = [(each + weyl) & WORD for each, weyl in zip(k, WEYL)]
    return c


def drawn(seed, axis):
    """The u of an axis: purpose 5 is pooling."""
    return (philox([axis, 0, 0, 5], [seed & WORD, seed >> 32])[0] >> 8) / 2**24


for shape, size, window, seed in [
    ([1, 9, 8, 3], [5, 4], 2, 0),
    ([2, 13, 7, 4], [6, 3], [3, 2], 1),
    ([1, 8, 12, 5], [1, 7], 3, 2**35 + 3),
    ([1, 7, 6, 17], [4, 3], 2, 7),
    ([2, 5, 5, 2], [3, 4], 2, 123456),
    ([1, 5, 6, 7, 3], [3, 4, 4], 2, 5),
    ([2, 4, 6, 7, 2], [2, 3, 3], [2, 3, 2], 6),
]:
    rank = len(shape) - 2
    # PyTorch's samples of two axes are those of the width and the height, of three those of depth, height, width.
    order = [1, 0] if rank == 2 else [0, 1, 2]
    u = torch.tensor([drawn(seed, axis) for axis in order], dtype=torch.float64).expand(shape[0], shape[-1], rank)
    pool = getattr(F, f"fractional_max_pool{rank}d")
    options = {"size": size, "window": window, "seed": seed}
    fractional = first_and_last(lambda x: pool(x, window, output_size=size, _random_samples=u.contiguous()))
    case(f"fractionalMaxPool{rank}d", options, [shape], fractional, tolerance=3e-7)

# Indices of which no two of a channel are equal, as of windows that touch.
for shape, options, size in [
    ([2, 5, 3], {"window": 2}, [10]),
    ([1, 4, 4], {"window": 3, "stride": 2, "padding": 1}, [7]),
    ([1, 3, 5], {"size": 8}, [8]),
    ([2, 3, 2, 5], {"window": [2, 3]}, [6, 6]),
    ([1, 2, 3, 17], {"size": [5, 7]}, [5, 7]),
    ([1, 3, 3, 2], {"window": 3, "stride": 2, "padding": 1}, [5, 5]),
    ([2, 2, 1, 3, 3], {"window": 2}, [4, 2, 6]),
    ([1, 2, 2, 2, 4], {"size": [5, 4, 5]}, [5, 4, 5]),
]:
    rank = len(shape) - 2
    values, places, channels = int(np.prod(shape[1:-1])), int(np.prod(size)), shape[-1]
    step = (places - channels) // values or 1
    indices = (np.arange(values)[:, None] * step + np.arange(channels)) % places
    indices = np.broadcast_to(indices, (shape[0], values, channels)).astype(np.float32)

    def unpooled(x, places):
        window = options.get("window", 1)
        return channels_last(UNPOOL[rank](channels_first(x), channels_first(places.detach()).long(), listed(window, rank), output_size=size) if "size" not in options else scattered(x, places))

    def scattered(x, places):
        """max_unpool takes sizes near its windows' alone; this is what it does."""
        flat = torch.zeros(x.shape[0], x.shape[-1], int(np.prod(size)), dtype=x.dtype)
        put = flat.scatter(2, channels_first(places.detach()).long().flatten(2), channels_first(x).flatten(2))
        return put.reshape(x.shape[0], x.shape[-1], *size)

    if "stride" in options:
        how = dict(kernel_size=options["window"], stride=options["stride"], padding=options["padding"])
        torch_unpool = lambda x, places: channels_last(UNPOOL[rank](channels_first(x), channels_first(places.detach()).long(), **how))
    else:
        torch_unpool = unpooled
    given = {"x1": indices.ravel().tolist()}
    case(f"maxUnpool{rank}d", options, [shape, shape], torch_unpool, values=given, tolerance=0)
    if rank == 2:
        take = lambda x, places: channels_last(
            channels_first(x).flatten(2).gather(2, channels_first(places.detach()).long().flatten(2)).reshape(channels_first(places).shape)
        )
        case("takeIndices", {}, [[shape[0], *size, channels], shape], take, values=given, tolerance=3e-7)

for shape, levels in [([2, 7, 5, 3], [4, 2, 1]), ([1, 9, 6, 5], [3, 1]), ([2, 4, 4, 8], [2])]:
    for pool in ("max", "average"):
        bins = F.adaptive_max_pool2d if pool == "max" else F.adaptive_avg_pool2d
        pyramid = lambda x: torch.cat([channels_last(bins(channels_first(x), each)).flatten(1) for each in levels], 1)
        case("spatialPyramidPool", {"levels": levels, "pool": pool}, [shape], pyramid, tolerance=5e-7)


def rois(boxes):
    """Boxes of each sample with the sample's number in front."""
    boxes = boxes.detach()
    numbers = torch.arange(boxes.shape[0], dtype=boxes.dtype)[:, None, None].expand(*boxes.shape[:2], 1)
    return torch.cat([numbers, boxes], 2).flatten(0, 1)


def cut(op):
    """A layer over regions of interest, in fovea's layouts."""
    return lambda x, boxes: channels_last(op(channels_first(x), rois(boxes))).unflatten(0, boxes.shape[:2])


for shape, count, size, scale in [
    ([1, 5, 7, 3], 2, [2, 3], 1),
    ([2, 9, 8, 4], 3, 3, 0.5),
    ([1, 7, 13, 5], 4, [3, 2], 0.25),
    ([2, 4, 5, 17], 2, [1, 4], 2),
]:
    corners = np.concatenate([5 * pseudo_random([shape[0], count, 2], 3), 8.5 + 2.5 * pseudo_random([shape[0], count, 2], 4)], 2)
    given = {"x1": ((2 * np.round(corners * 4) + 1) / 8).ravel().tolist()}
    shapes = [shape, [shape[0], count, 4]]
    for ratio, aligned in ((0, False), (0, True), (2, True), (3, False)):
        options = {"size": size, "spatialScale": scale, "samplingRatio": ratio, "aligned": aligned}
        align = cut(lambda x, boxes: torchvision.ops.roi_align(x, boxes, size, scale, ratio or -1, aligned))
        case("roiAlign", options, shapes, align, values=given, tolerance=1e-6)
    pool = cut(lambda x, boxes: torchvision.ops.roi_pool(x, boxes, size, scale))
    case("roiPool", {"size": size, "spatialScale": scale}, shapes, pool, values=given, tolerance=3e-7)

write(__file__)
