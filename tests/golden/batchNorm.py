"""Writes batchNorm.json: two convolutions and a dense layer with batch normalisation behind them, ReLU, softmax cross
entropy, 3 steps of SGD with momentum. The final values of mean and variance are the running statistics."""

import torch
import torch.nn.functional as F

from common import describe, uniform, unit, write

BATCH, STEPS, INPUT, CLASSES = 11, 3, (9, 8, 2), 4
INPUT_STREAM, LABEL_STREAM = 100, 101
LEARNING_RATE, MOMENTUM = 0.1, 0.9

PARAMETERS = describe(
    {
        "0.conv2d/kernel": (3, 3, 2, 6),
        "1.batchNorm/scale": (6,),
        "1.batchNorm/shift": (6,),
        "1.batchNorm/mean": (6,),
        "1.batchNorm/variance": (6,),
        "3.conv2d/kernel": (3, 3, 6, 17),
        "4.batchNorm/scale": (17,),
        "4.batchNorm/shift": (17,),
        "4.batchNorm/mean": (17,),
        "4.batchNorm/variance": (17,),
        "7.dense/kernel": (102, 9),
        "8.batchNorm/mean": (9,),
        "8.batchNorm/variance": (9,),
        "9.dense/kernel": (9, 4),
        "9.dense/bias": (4,),
    }
)

X = uniform(INPUT_STREAM, (BATCH, *INPUT), 1)
LABELS = (unit(LABEL_STREAM, BATCH) * CLASSES).astype("int64")


def conv2d(x, p, path, **options):
    return F.conv2d(x, p[f"{path}/kernel"].permute(3, 2, 0, 1), **options)


def batch_norm(x, p, path, momentum=0.1, eps=1e-5):
    """Moves the running statistics in place."""
    running = p[f"{path}/mean"], p[f"{path}/variance"]
    return F.batch_norm(x, *running, p.get(f"{path}/scale"), p.get(f"{path}/shift"), True, momentum, eps)


def loss_of(p):
    """Mean cross entropy. The parameters have fovea's layouts, so their gradients have too."""
    x = torch.tensor(X, dtype=p["0.conv2d/kernel"].dtype).permute(0, 3, 1, 2)
    x = torch.relu(batch_norm(conv2d(x, p, "0.conv2d"), p, "1.batchNorm"))
    x = conv2d(x, p, "3.conv2d", stride=2)
    x = torch.relu(batch_norm(x, p, "4.batchNorm", momentum=0.3, eps=0.001))
    x = x.permute(0, 2, 3, 1).flatten(1)
    x = batch_norm(x @ p["7.dense/kernel"], p, "8.batchNorm")
    return F.cross_entropy(x @ p["9.dense/kernel"] + p["9.dense/bias"], torch.tensor(LABELS))


write(
    "batchNorm",
    PARAMETERS,
    loss_of,
    lambda leaves: torch.optim.SGD(leaves, lr=LEARNING_RATE, momentum=MOMENTUM),
    STEPS,
    {
        "batch": BATCH,
        "data": {
            "x": {"shape": INPUT, "stream": INPUT_STREAM, "limit": 1},
            "labels": {"shape": [], "stream": LABEL_STREAM, "limit": CLASSES},
        },
        "optimizer": {"learningRate": LEARNING_RATE, "momentum": MOMENTUM},
    },
)
