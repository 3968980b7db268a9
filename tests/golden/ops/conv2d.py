"""Writes conv2d.json: convolutions with strides, dilation, groups, depthwise, and every kind of padding."""

import torch.nn.functional as F

from cases import case, channels_first, channels_last, same, write


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def sides(padding, size, reach, stride):
    """[top, right, bottom, left] of fovea's padding."""
    if padding == "valid":
        return 0, 0, 0, 0
    if padding == "same":
        (top, bottom), (left, right) = (same(*each) for each in zip(size, reach, stride))
        return top, right, bottom, left
    if isinstance(padding, dict):
        return tuple(padding.get(side, 0) for side in ("top", "right", "bottom", "left"))
    y, x = pair(padding)
    return y, x, y, x


def conv2d(options):
    kernel_size, stride, dilation = (pair(options.get(key, 1)) for key in ("kernel", "stride", "dilation"))
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation)]

    def forward(x, kernel, bias=None):
        top, right, bottom, left = sides(options.get("padding", "valid"), x.shape[1:3], reach, stride)
        padded = F.pad(channels_first(x), (left, right, top, bottom))
        weights = kernel.permute(3, 2, 0, 1)
        y = F.conv2d(padded, weights, bias, stride=stride, dilation=dilation, groups=options.get("groups", 1))
        return channels_last(y)

    return forward


def add(shape, **options):
    filters, channels = options["filters"], shape[-1] // options.get("groups", 1)
    parameters = {"kernel": [*pair(options["kernel"]), channels, filters]}
    if options.get("bias", True):
        parameters["bias"] = [filters]
    case("conv2d", options, [shape], conv2d(options), parameters, tolerance=2e-6)


add([1, 1, 1, 1], filters=1, kernel=1)
add([2, 3, 4, 5], filters=7, kernel=1)
add([1, 5, 7, 3], filters=4, kernel=3)
add([2, 7, 5, 4], filters=5, kernel=3, bias=False)
add([1, 8, 9, 1], filters=8, kernel=5)
add([3, 4, 5, 2], filters=9, kernel=[2, 3])
add([1, 7, 4, 8], filters=3, kernel=[4, 1], bias=False)
add([1, 3, 9, 5], filters=13, kernel=[1, 7])
add([1, 4, 3, 13], filters=8, kernel=3)
add([1, 3, 4, 17], filters=4, kernel=2)

add([2, 7, 9, 3], filters=4, kernel=3, stride=2)
add([1, 9, 8, 4], filters=5, kernel=3, stride=[1, 2])
add([1, 8, 9, 2], filters=8, kernel=2, stride=[3, 2])
add([2, 5, 7, 5], filters=3, kernel=1, stride=2)
add([1, 9, 7, 1], filters=4, kernel=2, stride=4, bias=False)

add([2, 5, 7, 3], filters=4, kernel=3, padding="same")
add([1, 6, 5, 4], filters=5, kernel=2, padding="same")
add([1, 8, 7, 2], filters=8, kernel=3, stride=2, padding="same")
add([1, 7, 9, 3], filters=3, kernel=[4, 5], stride=[3, 2], padding="same")
add([1, 9, 4, 5], filters=2, kernel=1, stride=3, padding="same")
add([1, 5, 8, 4], filters=4, kernel=3, padding=1)
add([2, 4, 5, 3], filters=5, kernel=[3, 5], padding=[1, 2])
add([1, 3, 4, 2], filters=7, kernel=3, padding=2, bias=False)
add([1, 5, 6, 4], filters=3, kernel=3, padding={"top": 2, "left": 1})
add([2, 4, 7, 3], filters=4, kernel=[2, 3], stride=2, padding={"top": 1, "right": 2, "bottom": 3})
add([1, 2, 1, 5], filters=4, kernel=3, padding={"right": 2, "bottom": 1})

add([1, 9, 8, 3], filters=4, kernel=3, dilation=2)
add([1, 7, 9, 2], filters=5, kernel=[3, 2], dilation=[1, 4])
add([1, 9, 7, 4], filters=3, kernel=3, dilation=3, padding="same")
add([2, 8, 9, 3], filters=4, kernel=2, dilation=[3, 2], stride=2, padding={"left": 1})
add([1, 9, 9, 2], filters=8, kernel=3, dilation=2, stride=[2, 3], padding=2)

add([1, 5, 4, 4], filters=6, kernel=3, groups=2)
add([2, 4, 5, 6], filters=9, kernel=[2, 3], groups=3)
add([1, 5, 7, 8], filters=4, kernel=3, groups=4, padding="same")
add([1, 6, 5, 10], filters=20, kernel=2, groups=5, bias=False)
add([1, 7, 5, 6], filters=4, kernel=3, groups=2, stride=2, padding=1)
add([1, 8, 7, 4], filters=8, kernel=3, groups=4, dilation=2, padding="same")
add([1, 3, 5, 26], filters=16, kernel=1, groups=2)

add([1, 5, 7, 3], filters=3, kernel=3, groups=3)
add([2, 4, 5, 8], filters=8, kernel=3, groups=8, padding="same")
add([1, 7, 6, 5], filters=5, kernel=[3, 5], groups=5, stride=2, padding="same", bias=False)
add([1, 9, 8, 4], filters=4, kernel=3, groups=4, dilation=2)
add([1, 5, 6, 4], filters=8, kernel=3, groups=4, padding=1)
add([1, 6, 5, 9], filters=27, kernel=2, groups=9, stride=[1, 2])
add([1, 4, 5, 13], filters=13, kernel=3, groups=13, padding={"top": 1, "right": 1})

write(__file__)
