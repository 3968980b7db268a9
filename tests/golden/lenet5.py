"""Writes lenet5.json: LeNet-5 with tanh and average pooling, 10 steps of SGD with momentum on one batch."""

import numpy as np
import torch
import torch.nn.functional as F

from common import describe, unit, write

BATCH, STEPS, CLASSES = 8, 10, 10
INPUT_STREAM, LABEL_STREAM = 100, 101
MEAN, STD = 33.3184, 78.5675
LEARNING_RATE, MOMENTUM = 0.05, 0.9

PARAMETERS = describe(
    {
        "0.conv2d/kernel": (5, 5, 1, 6),
        "0.conv2d/bias": (6,),
        "3.conv2d/kernel": (5, 5, 6, 16),
        "3.conv2d/bias": (16,),
        "7.dense/kernel": (400, 120),
        "7.dense/bias": (120,),
        "9.dense/kernel": (120, 84),
        "9.dense/bias": (84,),
        "11.dense/kernel": (84, 10),
        "11.dense/bias": (10,),
    }
)

IMAGES = np.floor(unit(INPUT_STREAM, BATCH * 28 * 28) * 256).reshape(BATCH, 1, 28, 28)
LABELS = np.floor(unit(LABEL_STREAM, BATCH) * CLASSES).astype(np.int64)


def loss_of(p):
    """Mean cross-entropy. The parameters have fovea's layouts, so their gradients have too."""
    x = (torch.tensor(IMAGES, dtype=p["0.conv2d/kernel"].dtype) - MEAN) / STD
    x = F.conv2d(x, p["0.conv2d/kernel"].permute(3, 2, 0, 1), p["0.conv2d/bias"], padding=2)
    x = F.avg_pool2d(torch.tanh(x), 2)
    x = F.conv2d(x, p["3.conv2d/kernel"].permute(3, 2, 0, 1), p["3.conv2d/bias"])
    x = F.avg_pool2d(torch.tanh(x), 2)
    x = x.permute(0, 2, 3, 1).flatten(1)
    x = torch.tanh(x @ p["7.dense/kernel"] + p["7.dense/bias"])
    x = torch.tanh(x @ p["9.dense/kernel"] + p["9.dense/bias"])
    x = x @ p["11.dense/kernel"] + p["11.dense/bias"]
    return F.cross_entropy(x, torch.tensor(LABELS))


write(
    "lenet5",
    PARAMETERS,
    loss_of,
    lambda leaves: torch.optim.SGD(leaves, lr=LEARNING_RATE, momentum=MOMENTUM),
    STEPS,
    {
        "batch": BATCH,
        "data": {
            "x": {"shape": [28, 28, 1], "stream": INPUT_STREAM, "limit": 256, "mean": MEAN, "std": STD},
            "labels": {"shape": [], "stream": LABEL_STREAM, "limit": CLASSES},
        },
        "optimizer": {"learningRate": LEARNING_RATE, "momentum": MOMENTUM},
    },
)
