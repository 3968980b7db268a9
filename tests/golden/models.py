"""Writes models.json: what torchvision's networks compute, so that fovea's can be compared with them.

Of each: its trainable parameters, its multiply-adds at the usual size, its outputs for a few small images in float64, and
the losses of a short training: of each step, then in evaluation, with the statistics that the steps have left. A network's
tensors are numbered in the order of its modules, in a batch normalisation scale, shift, mean, variance, and drawn in fovea's
layouts from the hash of common.py; tests/models/golden.test.ts draws the same. The images are not square, and odd and even
sides come up on the way down. Dropout and stochastic depth are off. ResNet-20, which torchvision lacks, is defined here.
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
import torchvision.models as zoo
from torch import nn
from torchvision.ops import StochasticDepth

from common import relative, rounded, uniform, unit

CLASSES, BATCH = 10, 4
IMAGE_STREAM, LABEL_STREAM = 1000, 1001
MOMENTUM = 0.9
LABELS = torch.tensor(np.floor(unit(LABEL_STREAM, BATCH) * CLASSES).astype(np.int64))
# Height and width of the small images and of the usual square ones, for networks that want others than 70 x 54 and 224.
SMALL = {"resnet20": (20, 13)}
USUAL = {"resnet20": 32}
# Kernels are drawn from [-l, l) with l = sqrt(gain / inputs), gain 4 unless it stands here. With more, rounding grows from
# layer to layer; with less, the images no longer matter.
GAIN = {"efficientnetB0": 6}
# Steps and learning rate. An input of a ReLU that rounding takes across 0 switches a part of the gradient off or on. It
# happens in these, which have a million of them, so that they take one step, too small for that to show.
TRAINING = {name: (1, 1e-6) for name in ("mobilenetV2", "resnet18", "resnet50")}
IMAGENET = ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))
CIFAR10 = ((125.3, 123.0, 113.9), (63.0, 62.1, 66.7))


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut, projected where it changes size (option B)."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, filters, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1, bias=False),
            nn.BatchNorm2d(filters),
        )
        fits = stride == 1 and channels == filters
        projection = lambda: nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))
        self.shortcut = nn.Identity() if fits else projection()

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet20(num_classes=10):
    """He et al. 2015, section 4.2, n = 3."""
    blocks = [Block(16, 16, 1), Block(16, 16, 1), Block(16, 16, 1)]
    for channels in (16, 32):
        blocks += [Block(channels, 2 * channels, 2), Block(2 * channels, 2 * channels, 1), Block(2 * channels, 2 * channels, 1)]
    stem = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, num_classes))


NETS = {
    "squeezenet11": zoo.squeezenet1_1,
    "mobilenetV2": zoo.mobilenet_v2,
    "resnet18": zoo.resnet18,
    "resnet50": zoo.resnet50,
    "resnet20": resnet20,
    "efficientnetB0": zoo.efficientnet_b0,
}


def count(net, size):
    """Trainable parameters, and multiply-adds of convolutions and dense layers for one square image."""
    multiply_adds = []

    def hook(module, _, output):
        multiply_adds.append(output[0].numel() * module.weight[0].numel())

    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            module.register_forward_hook(hook)
    with torch.no_grad():
        net.eval()(torch.zeros(1, 3, size, size))
    return {"parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": sum(multiply_adds)}


def fill(net, gain):
    """Kernels scaled by their inputs; statistics that normalise a little, as those of data do."""
    stream = 0
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            tensors = [(module.weight, 0, float(np.sqrt(gain / module.weight[0].numel()))), (module.bias, 0, 0.1)]
        elif isinstance(module, nn.BatchNorm2d):
            tensors = [(module.weight, 1, 0.25), (module.bias, 0, 0.25), (module.running_mean, 0, 0.25), (module.running_var, 1, 0.5)]
        else:
            continue
        for tensor, centre, limit in tensors:
            if tensor is None:
                continue
            torch_axes = {1: (0,), 2: (1, 0), 4: (3, 2, 0, 1)}[tensor.dim()]
            shape = [tensor.shape[axis] for axis in np.argsort(torch_axes)]
            drawn = uniform(stream, shape, limit, centre).transpose(torch_axes)
            tensor.data = torch.tensor(np.ascontiguousarray(drawn), dtype=tensor.dtype)
            stream += 1


def run(build, gain, steps, learning_rate, x, dtype):
    """Outputs in evaluation, then the losses of the training, in this precision."""
    net = build(num_classes=CLASSES).to(dtype).eval()
    for module in net.modules():
        if isinstance(module, (nn.Dropout, StochasticDepth)):
            module.p = 0
    fill(net, gain)
    x = x.to(dtype)
    with torch.no_grad():
        logits = net(x)
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=MOMENTUM)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(net.train()(x), LABELS)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        losses.append(F.cross_entropy(net.eval()(x), LABELS).item())
    return logits.double().numpy(), np.array(losses)


def describe(name, build):
    counts = count(build(), USUAL.get(name, 224))
    gain, (steps, learning_rate) = GAIN.get(name, 4), TRAINING.get(name, (2, 0.01))
    height, width = SMALL.get(name, (70, 54))
    mean, std = CIFAR10 if name == "resnet20" else IMAGENET
    images = np.floor(unit(IMAGE_STREAM, BATCH * height * width * 3) * 256).reshape(BATCH, height, width, 3)
    x = torch.tensor((images - mean) / std).permute(0, 3, 1, 2)
    logits, losses = run(build, gain, steps, learning_rate, x, torch.float64)
    logits32, losses32 = run(build, gain, steps, learning_rate, x, torch.float32)
    differences = {"logits": relative(logits32, logits), "losses": rounded((np.abs(losses32 / losses - 1)).max(), 2)}
    print(f"{name}: {counts}, logits {np.abs(logits).max():.3g}, losses {losses}, float32 {differences}", file=sys.stderr)
    return {
        **counts,
        "size": [height, width],
        "gain": gain,
        "learningRate": learning_rate,
        "logits": [rounded(value, 9) for value in logits.flatten()],
        "losses": [rounded(value, 9) for value in losses],
        "float32Difference": differences,
    }


nets = {name: describe(name, build) for name, build in NETS.items()}
header = {"by": f"PyTorch {torch.__version__}, float64", "command": "python3 tests/golden/models.py", "imageStream": IMAGE_STREAM, "labelStream": LABEL_STREAM, "batch": BATCH, "momentum": MOMENTUM}
lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in header.items()]
lines.append(' "nets": {\n' + ",\n".join(f"  {json.dumps(name)}: {json.dumps(net)}" for name, net in nets.items()) + "\n }")
pathlib.Path(__file__).with_name("models.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
