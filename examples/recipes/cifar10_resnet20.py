"""ResNet-20 on CIFAR-10 in PyTorch, step by step what examples/recipes/cifar10-resnet20.mjs does in fovea.

    python3 cifar10_resnet20.py --train FILE [FILE ...] --validation FILE --seed 1 [--epochs 12] [--json FILE]

FILEs are CIFAR-10's binary batches (records of a label and 3 x 32 x 32 bytes), gzip or not. The same in both programs: the network
(shortcuts that change size are 1x1 convolutions), how weights are drawn (not which), batches of 128 with a last one of what is left,
random flips and crops from pictures with 4 black pixels around, cross-entropy, SGD with momentum 0.9 and weight decay 5e-4 on every
parameter, a rate that rises to 0.1 over the first epoch and falls to 0 along a cosine.
"""

import argparse
import gzip
import json
import math
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, PEAK, MOMENTUM, DECAY = 128, 0.1, 0.9, 5e-4
MEAN = torch.tensor([125.3, 123.0, 113.9]).view(1, 3, 1, 1)
STD = torch.tensor([63.0, 62.1, 66.7]).view(1, 3, 1, 1)


def read(files):
    records = []
    for file in files:
        with (gzip.open if file.endswith(".gz") else open)(file, "rb") as stream:
            records.append(torch.frombuffer(bytearray(stream.read()), dtype=torch.uint8).view(-1, 3073))
    records = torch.cat(records)
    return records[:, 1:].reshape(-1, 3, 32, 32).contiguous(), records[:, 0].long()


def conv_norm(inputs, outputs, kernel, stride=1):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = conv_norm(inputs, outputs, 3, stride)
        self.second = conv_norm(outputs, outputs, 3)
        fits = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if fits else conv_norm(inputs, outputs, 1, stride)

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))) + self.shortcut(x))


def resnet20():
    blocks = [conv_norm(3, 16, 3), nn.ReLU()]
    inputs = 16
    for outputs, stride in [(16, 1), (32, 2), (64, 2)]:
        for i in range(3):
            blocks.append(Block(inputs, outputs, stride if i == 0 else 1))
            inputs = outputs
    classifier = nn.Linear(64, 10)
    nn.init.kaiming_normal_(classifier.weight, mode="fan_in", nonlinearity="relu")
    nn.init.zeros_(classifier.bias)
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), classifier)


def flip_and_crop(x, generator):
    n = len(x)
    flips = torch.rand(n, generator=generator) < 0.5
    x = torch.where(flips.view(-1, 1, 1, 1), x.flip(3), x)
    padded = F.pad(x, (4, 4, 4, 4))
    corners = torch.randint(0, 9, (n, 2), generator=generator)
    return torch.stack([p[:, t : t + 32, l : l + 32] for p, (t, l) in zip(padded, corners.tolist())])


def normalise(x):
    return (x.float() - MEAN) / STD


@torch.no_grad()
def accuracy(net, x, y):
    net.eval()
    right = sum((net(normalise(x[i : i + 500])).argmax(1) == y[i : i + 500]).sum().item() for i in range(0, len(x), 500))
    return right / len(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--validation", nargs="+", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    x, y = read(options.train)
    validation = read(options.validation)

    net = resnet20()
    assert sum(p.numel() for p in net.parameters()) == 272_474
    steps_per_epoch = math.ceil(len(x) / BATCH)
    steps = options.epochs * steps_per_epoch

    def rate(step):  # from 0
        if step < steps_per_epoch:
            return 1 / steps_per_epoch + (1 - 1 / steps_per_epoch) * step / steps_per_epoch
        return (1 + math.cos(math.pi * (step - steps_per_epoch) / (steps - steps_per_epoch))) / 2

    optimizer = torch.optim.SGD(net.parameters(), lr=PEAK, momentum=MOMENTUM, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    began = time.time()
    log = []
    for epoch in range(1, options.epochs + 1):
        net.train()
        total = 0.0
        for indices in torch.randperm(len(x), generator=generator).split(BATCH):
            batch = normalise(flip_and_crop(x[indices], generator))
            loss = F.cross_entropy(net(batch), y[indices])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(indices)
        log.append({"epoch": epoch, "loss": total / len(x), "validation": accuracy(net, *validation)})
        print(log[-1], f"{time.time() - began:.0f} s", flush=True)
    result = {"framework": f"torch {torch.__version__}", "seed": options.seed, "accuracy": log[-1]["validation"], "log": log}
    print(json.dumps({k: v for k, v in result.items() if k != "log"}))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(result, file)


main()
