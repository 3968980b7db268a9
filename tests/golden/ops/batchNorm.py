"""Writes batchNorm.json: batch normalisation in training, with the gradients through the batch's statistics, and in inference."""

import torch.nn.functional as F

from cases import case, channels_first, channels_last, write


def batch_norm(options, training):
    def forward(x, mean, variance, scale=None, shift=None):
        # The running statistics are moved in place: not here.
        running = mean.detach().clone(), variance.detach().clone()
        y = F.batch_norm(channels_first(x), *running, scale, shift, training, eps=options.get("epsilon", 1e-5))
        return channels_last(y)

    return forward


SHAPES = [[3, 1], [5, 4], [2, 3, 4, 5], [3, 5, 2, 8], [2, 7, 9], [4, 2, 3, 3], [2, 2, 3, 2, 13]]
OPTIONS = [{}, {"epsilon": 0.001}, {"scale": False}, {"shift": False}, {"scale": False, "shift": False}, {"momentum": 0.3}, {"epsilon": 0.1}]
for i, shape in enumerate(SHAPES):
    for options in ({}, OPTIONS[i]) if i else ({},):
        own = [key for key in ("scale", "shift") if options.get(key, True)]
        parameters = {key: shape[-1:] for key in [*own, "mean", "variance"]}
        for training in (True, False):
            case("batchNorm", options, [shape], batch_norm(options, training), parameters, ranges={"variance": [0.2, 2]}, tolerance=2e-6, training=training)

write(__file__)
