"""Writes mixed.json: strided, dilated, grouped and depthwise convolution, max pooling, ReLU and sigmoid, mean squared
error, 3 steps of Adam with weight decay. Uneven padding is written out with F.pad(x, (left, right, top, bottom))."""

import math

import torch
import torch.nn.functional as F

from common import describe, uniform, write

BATCH, STEPS, INPUT, OUTPUTS = 5, 3, (19, 15, 4), 3
INPUT_STREAM, TARGET_STREAM = 100, 101
LEARNING_RATE, WEIGHT_DECAY = 0.01, 0.02

PARAMETERS = describe(
    {
        "0.conv2d/kernel": (3, 3, 4, 8),
        "0.conv2d/bias": (8,),
        "2.conv2d/kernel": (3, 2, 2, 12),
        "2.conv2d/bias": (12,),
        "4.conv2d/kernel": (3, 3, 1, 24),
        "4.conv2d/bias": (24,),
        "7.dense/kernel": (96, 7),
        "7.dense/bias": (7,),
        "9.dense/kernel": (7, 3),
        "9.dense/bias": (3,),
    },
    groups={"2.conv2d/kernel": 4, "4.conv2d/kernel": 12},
)

X = uniform(INPUT_STREAM, (BATCH, *INPUT), 1)
TARGETS = uniform(TARGET_STREAM, (BATCH, OUTPUTS), 1)


def conv2d(x, p, path, **options):
    return F.conv2d(x, p[f"{path}/kernel"].permute(3, 2, 0, 1), p[f"{path}/bias"], **options)


def loss_of(p):
    """Mean of the squared differences. The parameters have fovea's layouts, so their gradients have too."""
    dtype = p["0.conv2d/kernel"].dtype
    x = torch.tensor(X, dtype=dtype).permute(0, 3, 1, 2)
    x = torch.relu(conv2d(F.pad(x, (1, 2, 1, 0)), p, "0.conv2d", stride=2))
    x = conv2d(F.pad(x, (1, 2, 2, 2)), p, "2.conv2d", dilation=(2, 3), groups=4)
    x = F.max_pool2d(F.pad(x, (0, 1, 1, 1), value=-math.inf), 3, 2)
    x = torch.sigmoid(conv2d(x, p, "4.conv2d", stride=(2, 1), groups=12))
    x = x.permute(0, 2, 3, 1).flatten(1)
    x = torch.relu(x @ p["7.dense/kernel"] + p["7.dense/bias"])
    x = x @ p["9.dense/kernel"] + p["9.dense/bias"]
    return F.mse_loss(x, torch.tensor(TARGETS, dtype=dtype))


write(
    "mixed",
    PARAMETERS,
    loss_of,
    lambda leaves: torch.optim.Adam(leaves, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY),
    STEPS,
    {
        "batch": BATCH,
        "data": {
            "x": {"shape": INPUT, "stream": INPUT_STREAM, "limit": 1},
            "targets": {"shape": [OUTPUTS], "stream": TARGET_STREAM, "limit": 1},
        },
        "optimizer": {"learningRate": LEARNING_RATE, "weightDecay": WEIGHT_DECAY},
    },
)
