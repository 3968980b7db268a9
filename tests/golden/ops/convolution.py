"""Writes convolution.json: convolutions of sequences, images and volumes with every kind of border, transposed, depthwise, separable,
locally connected and deformable ones."""

import torch as pytorch
import torch.nn.functional as F
from torchvision.ops import deform_conv2d

from cases import case, channels_first, channels_last, same, write

SIDES = [("front", "back"), ("top", "bottom"), ("left", "right")]
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}
CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def each(value, rank):
    return list(value) if isinstance(value, list) else [value] * rank


def window(options, rank):
    return (each(options.get(key, 1), rank) for key in ("kernel", "stride", "dilation"))


def sides(padding, rank, same_side):
    """(before, after) of each axis."""
    if padding == "valid":
        return [(0, 0)] * rank
    if padding == "same":
        return [same_side(axis) for axis in range(rank)]
    if isinstance(padding, dict):
        return [(padding.get(before, 0), padding.get(after, 0)) for before, after in SIDES[-rank:]]
    return [(size, size) for size in each(padding, rank)]


def padded(x, options, rank):
    """`x`, channels first, with what stands around it."""
    kernel, stride, dilation = window(options, rank)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    size = x.shape[2:]
    around = sides(options.get("padding", "valid"), rank, lambda axis: same(size[axis], reach[axis], stride[axis]))
    mode = MODES[options.get("paddingMode", "zeros")]
    return F.pad(x, [side for pair in reversed(around) for side in pair], mode=mode)


def weights(kernel):
    """[taps, in, out] as PyTorch has it, [out, in, taps]."""
    return kernel.movedim(-1, 0).movedim(-1, 1)


def convolution(options, rank, groups):
    _, stride, dilation = window(options, rank)

    def forward(x, kernel, bias=None):
        x = padded(channels_first(x), options, rank)
        y = CONVOLUTIONS[rank](x, weights(kernel), bias, stride=stride, dilation=dilation, groups=groups)
        return channels_last(y)

    return forward


def parameters(options, kernel, bias):
    return {"kernel": kernel, **({"bias": bias} if options.get("bias", True) else {})}


def conv(shape, **options):
    rank, groups, filters = len(shape) - 2, options.get("groups", 1), options["filters"]
    taps = each(options["kernel"], rank)
    given = parameters(options, [*taps, shape[-1] // groups, filters], [filters])
    case(f"conv{rank}d", options, [shape], convolution(options, rank, groups), given, tolerance=2e-6)


def transposed(shape, **options):
    rank, groups, filters = len(shape) - 2, options.get("groups", 1), options["filters"]
    kernel, stride, dilation = window(options, rank)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    padding, extra = options.get("padding", "valid"), each(options.get("outputPadding", 0), rank)
    taken = [max(0, r - s) for r, s in zip(reach, stride)]  # with padding "same"
    around = sides(padding, rank, lambda axis: (taken[axis] // 2, taken[axis] - taken[axis] // 2))
    if padding == "same":
        extra = [max(0, s - r) for s, r in zip(stride, reach)]
    same_ends = all(before == after for before, after in around)
    by_torch = [before for before, _ in around] if same_ends else [0] * rank

    def forward(x, kernel, bias=None):
        y = TRANSPOSED[rank](
            channels_first(x), weights(kernel), bias, stride, by_torch, extra, groups, dilation
        )
        for axis, (before, after) in enumerate(around if not same_ends else []):
            y = y.narrow(2 + axis, before, y.shape[2 + axis] - before - after)
        return channels_last(y)

    given = parameters(options, [*each(options["kernel"], rank), filters // groups, shape[-1]], [filters])
    case(f"convTranspose{rank}d", options, [shape], forward, given, tolerance=2e-6 if rank < 3 else 4e-6)


def depthwise(shape, **options):
    channels, multiplier = shape[-1], options.get("multiplier", 1)
    given = parameters(options, [*each(options["kernel"], 2), 1, channels * multiplier], [channels * multiplier])
    case("depthwiseConv2d", options, [shape], convolution(options, 2, channels), given, tolerance=2e-6)


def separable(shape, **options):
    channels, multiplier, filters = shape[-1], options.get("multiplier", 1), options["filters"]
    first, last, bias = (f"separableConv2d_{name}" for name in ("depthwise_kernel", "pointwise_kernel", "pointwise_bias"))
    shapes = {first: [*each(options["kernel"], 2), 1, channels * multiplier], last: [1, 1, channels * multiplier, filters]}
    if options.get("bias", True):
        shapes[bias] = [filters]

    def forward(x, **given):
        y = convolution(options, 2, channels)(x, given[first])
        return convolution({"kernel": 1}, 2, 1)(y, given[last], given.get(bias))

    case("separableConv2d", options, [shape], forward, shapes, tolerance=2e-6)


def locally_connected(shape, **options):
    """By PyTorch's unfold: it has no such layer."""
    rank, filters, channels = len(shape) - 2, options["filters"], shape[-1]
    kernel, stride, dilation = window(options, rank)
    lift = lambda sizes: [1] * (2 - rank) + list(sizes)

    def columns(x):
        x = padded(channels_first(x), options, rank)
        x = x.reshape(*x.shape[:2], *lift(x.shape[2:]))
        found = F.unfold(x, lift(kernel), dilation=lift(dilation), stride=lift(stride))
        return found.reshape(x.shape[0], channels, -1, found.shape[-1])  # [n, channels, taps, positions]

    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    size = padded(pytorch.zeros(1, channels, *shape[1:-1]), options, rank).shape[2:]
    out = [(n - r) // s + 1 for n, r, s in zip(size, reach, stride)]

    def forward(x, kernel, bias=None):
        flat = kernel.reshape(-1, columns(x).shape[2], channels, filters)
        y = pytorch.einsum("nctp,ptcf->npf", columns(x), flat).reshape(x.shape[0], *out, filters)
        return y if bias is None else y + bias

    given = parameters(options, [*out, *kernel, channels, filters], [*out, filters])
    case(f"locallyConnected{rank}d", options, [shape], forward, given, tolerance=2e-6)


def deformable(shape, **options):
    groups, filters, offset_groups = options.get("groups", 1), options["filters"], options.get("offsetGroups", 1)
    kernel, stride, dilation = window(options, 2)
    padding = each(options.get("padding", 0), 2)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    out = [(n + 2 * p - r) // s + 1 for n, p, r, s in zip(shape[1:3], padding, reach, stride)]
    taps = kernel[0] * kernel[1] * offset_groups
    inputs = [shape, [shape[0], *out, 2 * taps]] + ([[shape[0], *out, taps]] if options.get("modulated") else [])

    def forward(x, offsets, mask=None, kernel=None, bias=None):
        y = deform_conv2d(
            channels_first(x), channels_first(offsets), weights(kernel), bias, stride, padding, dilation,
            None if mask is None else channels_first(mask),
        )
        return channels_last(y)

    given = parameters(options, [*kernel, shape[-1] // groups, filters], [filters])
    case("deformConv2d", options, inputs, forward, given, ranges={"x1": [-2.5, 2.5]}, tolerance=2e-6)


conv([1, 1, 1], filters=1, kernel=1)
conv([2, 7, 3], filters=4, kernel=3)
conv([1, 9, 5], filters=8, kernel=4, padding="same")
conv([2, 8, 4], filters=3, kernel=3, stride=2, padding="same")
conv([1, 13, 2], filters=9, kernel=5, stride=3, padding=2, bias=False)
conv([1, 9, 7], filters=5, kernel=2, dilation=4, padding={"left": 3, "right": 1})
conv([3, 9, 4], filters=6, kernel=3, dilation=3, stride=2, padding=3, groups=2)
conv([1, 8, 5], filters=5, kernel=3, padding=1, groups=5)
conv([1, 8, 3], filters=6, kernel=3, padding=1, groups=3)
conv([1, 5, 13], filters=17, kernel=1, stride=2)
conv([2, 6, 3], filters=4, kernel=3, padding="same", paddingMode="reflect")
conv([1, 4, 8], filters=5, kernel=4, stride=2, padding={"left": 3, "right": 2}, paddingMode="replicate")
conv([2, 5, 4], filters=4, kernel=3, dilation=2, padding=3, paddingMode="circular", groups=2)
conv([1, 3, 5], filters=7, kernel=9, padding=4)

conv([1, 4, 5, 3], filters=4, kernel=3, padding="same", paddingMode="reflect")
conv([2, 5, 3, 4], filters=5, kernel=[3, 4], padding=[4, 2], stride=[1, 2], paddingMode="reflect")
conv([1, 3, 4, 5], filters=7, kernel=5, padding={"top": 4, "left": 1, "right": 3}, paddingMode="replicate", bias=False)
conv([2, 4, 3, 2], filters=3, kernel=2, padding=1, stride=2, paddingMode="replicate")
conv([1, 4, 3, 9], filters=9, kernel=3, padding=2, dilation=2, paddingMode="circular", groups=9)
conv([1, 3, 4, 4], filters=8, kernel=[2, 3], padding=[3, 4], paddingMode="circular", groups=2)

conv([1, 1, 1, 1, 1], filters=1, kernel=1)
conv([2, 3, 4, 5, 2], filters=3, kernel=[2, 3, 1])
conv([1, 3, 4, 3, 3], filters=5, kernel=3, padding="same")
conv([1, 4, 3, 4, 4], filters=3, kernel=3, padding=1)
conv([1, 5, 4, 3, 4], filters=3, kernel=3, stride=2, padding="same")
conv([1, 5, 3, 4, 2], filters=8, kernel=[3, 2, 2], stride=[3, 1, 2], padding={"front": 2, "back": 1, "left": 1})
conv([1, 7, 3, 5, 4], filters=6, kernel=[3, 1, 2], dilation=[3, 1, 2], padding=[2, 0, 1], groups=2)
conv([1, 3, 3, 4, 6], filters=6, kernel=2, padding=1, groups=6, bias=False)
conv([2, 3, 5, 4, 3], filters=4, kernel=[1, 3, 3], padding=[0, 1, 1])
conv([1, 5, 3, 4, 3], filters=9, kernel=1, stride=[2, 1, 1])
conv([1, 3, 4, 3, 2], filters=3, kernel=3, padding=1, paddingMode="reflect")
conv([1, 2, 3, 4, 3], filters=3, kernel=[2, 3, 3], stride=[1, 2, 1], padding="same", paddingMode="replicate")
conv([1, 3, 2, 4, 4], filters=2, kernel=2, padding={"front": 2, "bottom": 1, "left": 3}, paddingMode="circular")

transposed([1, 1, 1], filters=1, kernel=1)
transposed([2, 5, 3], filters=4, kernel=3)
transposed([1, 8, 5], filters=3, kernel=4, stride=2, padding=1)
transposed([2, 5, 4], filters=6, kernel=3, stride=2, padding=1, outputPadding=1, groups=2)
transposed([1, 4, 3], filters=8, kernel=2, stride=3, padding="same")
transposed([1, 9, 5], filters=5, kernel=3, dilation=4, padding={"left": 3, "right": 5}, groups=5)
transposed([1, 6, 4], filters=3, kernel=5, dilation=2, stride=3, padding=4, outputPadding=2, bias=False)

transposed([1, 1, 1, 1], filters=1, kernel=1)
transposed([2, 4, 3, 5], filters=3, kernel=[2, 3])
transposed([1, 5, 7, 4], filters=5, kernel=3, padding=1)
transposed([2, 3, 4, 3], filters=4, kernel=4, stride=2, padding=1)
transposed([1, 3, 4, 2], filters=5, kernel=[3, 2], stride=[3, 2], outputPadding=[2, 1])
transposed([1, 4, 3, 3], filters=2, kernel=2, stride=3, padding="same")
transposed([1, 4, 5, 3], filters=4, kernel=3, stride=2, padding="same", bias=False)
transposed([1, 5, 4, 4], filters=6, kernel=3, dilation=2, padding=2, groups=2)
transposed([1, 3, 4, 9], filters=3, kernel=2, dilation=[3, 2], stride=2, outputPadding=[2, 1], groups=3)
transposed([1, 5, 6, 2], filters=9, kernel=3, padding={"right": 2, "bottom": 3, "left": 1})
transposed([2, 3, 4, 5], filters=5, kernel=3, stride=2, padding=1, groups=5)
transposed([1, 3, 2, 8], filters=8, kernel=3, stride=2, dilation=2, groups=8, outputPadding=1)
transposed([1, 6, 6, 1], filters=2, kernel=3, padding=3)
transposed([13, 2, 3, 3], filters=2, kernel=3, stride=2, padding=1)

transposed([1, 2, 3, 4, 3], filters=4, kernel=2, stride=2)
transposed([1, 3, 4, 2, 4], filters=3, kernel=3, stride=2, padding=1, outputPadding=[1, 0, 1])
transposed([1, 3, 4, 4, 3], filters=3, kernel=3, padding=1, bias=False)
transposed([1, 3, 3, 2, 6], filters=4, kernel=[2, 3, 1], dilation=[3, 2, 1], groups=2)
transposed([2, 2, 3, 2, 5], filters=5, kernel=2, stride=[3, 1, 2], padding="same", groups=5)
transposed([1, 3, 4, 5, 2], filters=3, kernel=[1, 3, 2], stride=[1, 2, 1])
transposed([1, 4, 2, 3, 2], filters=3, kernel=[4, 2, 2], padding={"front": 2, "back": 3, "top": 1}, stride=[2, 1, 1])

depthwise([1, 5, 4, 1], kernel=3)
depthwise([1, 5, 7, 9], kernel=[3, 2], padding="same")
depthwise([2, 7, 5, 4], kernel=3, multiplier=2, padding=1)
depthwise([2, 4, 5, 5], kernel=[2, 3], multiplier=3, stride=[2, 1])
depthwise([1, 7, 6, 8], kernel=3, multiplier=4, stride=2, dilation=2, padding=3)
depthwise([1, 5, 6, 3], kernel=3, multiplier=3, bias=False)
depthwise([1, 4, 5, 4], kernel=2, multiplier=8)
depthwise([1, 5, 4, 5], kernel=3, multiplier=2, padding=2, paddingMode="reflect")
depthwise([1, 3, 4, 6], kernel=3, padding=1, paddingMode="circular")
depthwise([2, 3, 4, 3], kernel=2, padding={"top": 2, "right": 1}, multiplier=2, paddingMode="replicate")

separable([1, 5, 4, 3], filters=4, kernel=3)
separable([2, 5, 6, 4], filters=5, kernel=3, padding="same")
separable([1, 6, 5, 5], filters=3, kernel=[3, 2], stride=2, multiplier=2, bias=False)
separable([1, 7, 6, 4], filters=9, kernel=2, dilation=3, padding=[2, 1])
separable([1, 4, 5, 3], filters=2, kernel=3, padding=1, multiplier=3, paddingMode="replicate")

locally_connected([1, 1, 1], filters=1, kernel=1)
locally_connected([2, 7, 3], filters=4, kernel=3)
locally_connected([5, 6, 4], filters=5, kernel=4, padding="same", stride=2)
locally_connected([1, 8, 5], filters=3, kernel=3, dilation=2, padding={"left": 3, "right": 1}, bias=False)
locally_connected([2, 5, 4, 3], filters=3, kernel=[2, 3])
locally_connected([1, 3, 4, 4], filters=4, kernel=3, padding="same")
locally_connected([4, 5, 4, 2], filters=3, kernel=3, stride=[2, 1], padding=1, bias=False)
locally_connected([1, 6, 7, 2], filters=5, kernel=3, dilation=[2, 3], stride=[1, 2], padding=[1, 2])

deformable([1, 3, 4, 1], filters=1, kernel=1)
deformable([2, 5, 4, 3], filters=4, kernel=[2, 3])
deformable([1, 4, 5, 4], filters=5, kernel=3, padding=1)
deformable([1, 7, 5, 3], filters=3, kernel=3, stride=[2, 1], dilation=[1, 2], padding=[1, 2])
deformable([2, 4, 4, 4], filters=4, kernel=3, padding=1, groups=2, offsetGroups=4, bias=False)
deformable([1, 3, 4, 6], filters=3, kernel=2, groups=3, offsetGroups=2)
deformable([2, 4, 3, 3], filters=4, kernel=2, modulated=True)
deformable([1, 4, 5, 4], filters=3, kernel=3, padding=1, modulated=True, offsetGroups=2)
deformable([1, 6, 5, 6], filters=6, kernel=[3, 1], stride=2, padding=[1, 0], groups=6, offsetGroups=3, modulated=True)
deformable([3, 3, 3, 5], filters=9, kernel=2, padding=1, modulated=True, bias=False)

write(__file__)
