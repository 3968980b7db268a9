"""Writes normalization.json: what PyTorch has of normalisation beside batch normalisation in training and inference (batchNorm.py)."""

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, write


def learnt(options, sizes):
    return {key: sizes for key in ("scale", "shift") if options.get(key, True)}


def frozen(options):
    def forward(x, mean, variance, scale=None, shift=None):
        return channels_last(F.batch_norm(channels_first(x), mean, variance, scale, shift, False, eps=options.get("epsilon", 1e-5)))

    return forward


for shape, options in [
    ([3, 1], {}),
    ([5, 4], {"epsilon": 0.01}),
    ([2, 3, 4, 5], {}),
    ([3, 5, 2, 8], {"scale": False}),
    ([2, 7, 9], {"shift": False}),
    ([4, 2, 3, 3], {"scale": False, "shift": False}),
    ([1, 2, 3, 2, 13], {}),
]:
    parameters = {**learnt(options, shape[-1:]), "mean": shape[-1:], "variance": shape[-1:]}

    def held(x, mean, variance, options=options, **more):
        return frozen(options)(x, mean.detach(), variance.detach(), **more)

    case("batchNorm", {"frozen": True, **options}, [shape], held, parameters, ranges={"variance": [0.2, 2]}, tolerance=2e-6)

for shape, options in [
    ([3, 4], {}),
    ([2, 5], {"epsilon": 0.1}),
    ([2, 3, 7], {"scale": False}),
    ([3, 2, 3, 8], {}),
    ([2, 3, 2, 9], {"shift": False}),
    ([2, 3, 4, 13], {"scale": False, "shift": False}),
    ([2, 3, 5], {"axes": [0, 1]}),
    ([3, 2, 5, 3], {"axes": [0, 1, 2]}),
    ([2, 4, 3, 5], {"axes": [-2, -1]}),
    ([2, 17], {}),
    ([1, 3, 33], {}),
    ([2, 2, 3, 2, 4], {"axes": [1, 2, 3], "shift": False}),
]:
    sizes = shape[len(shape) - len(options.get("axes", [-1])) :]

    def layer_norm(x, scale=None, shift=None, sizes=sizes, options=options):
        return F.layer_norm(x, sizes, scale, shift, options.get("epsilon", 1e-5))

    case("layerNorm", options, [shape], layer_norm, learnt(options, sizes), tolerance=2e-6)

for shape, options in [
    ([2, 3, 4], {"groups": 2}),
    ([3, 6], {"groups": 3}),
    ([2, 3, 2, 6], {"groups": 1}),
    ([2, 3, 4, 8], {"groups": 4, "scale": False}),
    ([3, 5, 2, 9], {"groups": 3, "epsilon": 0.01}),
    ([2, 2, 3, 12], {"groups": 2, "shift": False}),
    ([1, 4, 5, 13], {"groups": 1}),
    ([2, 3, 16], {"groups": 8, "scale": False, "shift": False}),
    ([2, 2, 3, 2, 10], {"groups": 5}),
    ([2, 5, 7], {"groups": 7}),
    ([1, 2, 2, 64], {}),
]:

    def group_norm(x, scale=None, shift=None, options=options):
        scale = torch.ones_like(shift) if scale is None and shift is not None else scale  # PyTorch 1.13 has no gradient without
        y = F.group_norm(channels_first(x), options.get("groups", 32), scale, shift, options.get("epsilon", 1e-5))
        return channels_last(y)

    case("groupNorm", options, [shape], group_norm, learnt(options, shape[-1:]), tolerance=3e-6)

for shape, options in [
    ([2, 3, 1], {}),
    ([2, 5, 3], {"epsilon": 0.01}),
    ([2, 3, 4, 5], {}),
    ([3, 5, 2, 8], {"scale": False}),
    ([2, 4, 5, 9], {"shift": False}),
    ([2, 7, 3, 4], {"scale": False, "shift": False}),
    ([3, 2, 3, 13], {}),
    ([2, 2, 3, 2, 6], {}),
    ([2, 3, 2, 17], {}),
    ([4, 6, 7], {}),
]:
    # Of one sample with strides that are not its own, PyTorch 1.13 gives gradients that finite differences refute.
    def instance_norm(x, scale=None, shift=None, options=options):
        y = F.instance_norm(channels_first(x), weight=scale, bias=shift, eps=options.get("epsilon", 1e-5))
        return channels_last(y)

    case("instanceNorm", options, [shape], instance_norm, learnt(options, shape[-1:]), tolerance=4e-6)

for shape, options in [
    ([2, 3, 4], {"alpha": 1}),
    ([1, 2, 3, 1], {"alpha": 3}),
    ([2, 3, 2, 5], {"alpha": 2, "k": 2}),
    ([2, 2, 3, 8], {"alpha": 2, "size": 4}),
    ([1, 3, 2, 9], {"alpha": 5, "size": 3, "beta": 0.5}),
    ([3, 2, 4], {"alpha": 3, "size": 7, "beta": 1}),
    ([2, 2, 13], {"alpha": 3, "size": 2, "beta": 1.3, "k": 0.5}),
    ([1, 2, 3, 17], {"alpha": 3, "beta": 0.3}),
    ([2, 3, 7], {"alpha": 9, "size": 1}),
    ([1, 2, 2, 24], {"alpha": 5e-4, "k": 2}),
    ([2, 2, 3, 2, 6], {"alpha": 4}),
    ([2, 3, 5], {}),
]:

    def response_norm(x, options=options):
        size, rest = options.get("size", 5), {"alpha": 1e-4, "beta": 0.75, "k": 1}
        rest.update({key: value for key, value in options.items() if key in rest})
        return channels_last(F.local_response_norm(channels_first(x), size, **rest))

    case("localResponseNorm", options, [shape], response_norm, tolerance=1e-6)

# Caffe's WITHIN_CHANNEL: PyTorch has no layer of that, but the pooling that Caffe makes it of.
for shape, options in [
    ([1, 3, 5, 1], {"alpha": 2, "size": 3}),
    ([2, 5, 4, 3], {"alpha": 4, "size": 5}),
    ([2, 4, 7, 4], {"alpha": 4, "size": 3, "beta": 0.5}),
    ([1, 2, 3, 5], {"alpha": 4, "size": 7, "beta": 1.1}),
    ([1, 6, 5, 8], {"alpha": 3, "k": 2}),
    ([2, 3, 2, 7], {"alpha": 4, "size": 1, "beta": 1}),
]:

    def within(x, options=options):
        size = options.get("size", 5)
        means = F.avg_pool2d(channels_first(x * x), size, 1, size // 2, count_include_pad=True)
        return x * (options.get("k", 1) + options["alpha"] * channels_last(means)) ** -options.get("beta", 0.75)

    case("localResponseNorm", {"region": "within", **options}, [shape], within, tolerance=1e-6)

for shape, options in [
    ([2, 3], {}),
    ([3, 5, 4], {}),
    ([2, 3, 2, 5], {"scale": 20}),
    ([4, 3, 7], {}),
    ([2, 1, 3, 8], {"scale": 1}),
    ([2, 3, 13], {"scale": 20}),
    ([2, 2, 3, 9], {}),
    ([2, 3, 4, 5], {"axes": [0, 1, 2]}),
    ([3, 2, 17], {"axes": [0, 1]}),
    ([7, 3, 3], {"epsilon": 1}),
    ([2, 33], {}),
]:

    def normalize(x, scale=1, options=options):
        axes = options.get("axes", [-1])
        return F.normalize(x, dim=[axis - len(axes) for axis in range(len(axes))], eps=options.get("epsilon", 1e-12)) * scale

    axes = len(options.get("axes", [-1]))
    own = {"scale": shape[len(shape) - axes :]} if "scale" in options else {}
    case("l2Normalize", options, [shape], normalize, own, tolerance=2e-6)

# PyTorch 1.13 has no RMSNorm yet, but autograd of its formula.
for shape, options in [
    ([2, 3], {}),
    ([3, 5, 4], {"epsilon": 0.1}),
    ([2, 3, 2, 5], {}),
    ([4, 3, 7], {"scale": False}),
    ([2, 1, 3, 8], {}),
    ([2, 3, 13], {"scale": False, "epsilon": 0.01}),
    ([2, 3, 4, 5], {"axes": [0, 1, 2]}),
    ([3, 2, 17], {"axes": [0, 1], "scale": False}),
]:

    def rms_norm(x, scale=1, options=options):
        axes = len(options.get("axes", [-1]))
        mean = (x * x).mean(dim=[axis - axes for axis in range(axes)], keepdim=True)
        return x * torch.rsqrt(mean + options.get("epsilon", 1e-6)) * scale

    axes = len(options.get("axes", [-1]))
    own = {"scale": shape[len(shape) - axes :]} if options.get("scale", True) else {}
    case("rmsNorm", options, [shape], rms_norm, own, tolerance=2e-6)

write(__file__)
