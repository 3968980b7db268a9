"""Parameters after 1, 10 and 50 steps of PyTorch's optimizers, and the learning rates of its schedules, in float64.

    python3 tests/golden/optimizers.py    # writes optimizers.json beside this file

Gradients are the numbers of pseudoRandom (tests/harness/values.ts), seed 1 + step; parameters begin as those of seed 1;
the second parameter adds 1000 to each seed.
"""

import base64
import json
import math
import struct
from pathlib import Path

import torch
from torch.optim import lr_scheduler

COUNTS = (13, 6)  # two parameters, so that norms over all differ from norms of one
STEPS = 50
SHOWN = (1, 10, 50)


def pseudo_random(length, seed):
    numbers = []
    for i in range(length):
        h = ((i + 1 + seed * 7919) * 0x9E3779B1) & 0xFFFFFFFF
        h = ((h ^ (h >> 15)) * 0x85EBCA6B) & 0xFFFFFFFF
        h ^= h >> 13
        numbers.append((h >> 8) / 2**23 - 1)
    return numbers


def encode(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


def run(make, clip=None, average=None):
    parameters = [torch.nn.Parameter(torch.tensor(pseudo_random(n, 1 + 1000 * i), dtype=torch.float64)) for i, n in enumerate(COUNTS)]
    optimizer = make(parameters)
    averaged = [None] * len(parameters)
    shown = {}
    for step in range(1, STEPS + 1):
        for i, p in enumerate(parameters):
            p.grad = torch.tensor(pseudo_random(p.numel(), 1 + step + 1000 * i), dtype=torch.float64)
        if clip:
            clip(parameters)
        optimizer.step()
        if average:
            for i, p in enumerate(parameters):
                averaged[i] = average(averaged[i], p.detach(), step)
        if step in SHOWN:
            source = averaged if average else parameters
            shown[str(step)] = encode([v for p in source for v in p.detach().tolist()])
    return shown


optimizers = []


def optimizer(name, options, make, **how):
    optimizers.append({"name": name, "options": options, "steps": run(make, **how)})


o = torch.optim


class NAdam(o.Optimizer):
    """The rule of PyTorch 2: that of 1.13 multiplies by mu[t] twice in the product up to t + 1."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3):
        super().__init__(params, {})
        self.lr, self.betas, self.eps, self.decay, self.momentum_decay = lr, betas, eps, weight_decay, momentum_decay
        self.t, self.product = 0, 1

    @torch.no_grad()
    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        mu, following = [beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay)) for t in (self.t, self.t + 1)]
        self.product *= mu
        for p in self.param_groups[0]["params"]:
            g = p.grad + self.decay * p
            state = self.state[p]
            state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
            state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g * g
            deviation = (state["v"] / (1 - beta2**self.t)).sqrt() + self.eps
            p -= self.lr * (1 - mu) / (1 - self.product) * g / deviation
            p -= self.lr * following / (1 - self.product * following) * state["m"] / deviation


optimizer("sgd", {"learningRate": 0.1}, lambda p: o.SGD(p, 0.1))
optimizer("sgd", {"learningRate": 0.1, "momentum": 0.9, "weightDecay": 0.01}, lambda p: o.SGD(p, 0.1, 0.9, weight_decay=0.01))
optimizer("sgd", {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}, lambda p: o.SGD(p, 0.1, 0.9, nesterov=True))
optimizer("adagrad", {}, o.Adagrad)
optimizer(
    "adagrad",
    {"learningRate": 0.1, "learningRateDecay": 0.01, "weightDecay": 0.02, "initial": 0.1, "epsilon": 1e-6},
    lambda p: o.Adagrad(p, 0.1, 0.01, 0.02, 0.1, 1e-6),
)
optimizer("adadelta", {}, o.Adadelta)
optimizer(
    "adadelta",
    {"learningRate": 0.5, "decay": 0.8, "epsilon": 1e-4, "weightDecay": 0.02},
    lambda p: o.Adadelta(p, 0.5, 0.8, 1e-4, 0.02),
)
optimizer("rmsProp", {}, o.RMSprop)
optimizer(
    "rmsProp",
    {"learningRate": 0.02, "decay": 0.9, "momentum": 0.8, "weightDecay": 0.01},
    lambda p: o.RMSprop(p, 0.02, 0.9, momentum=0.8, weight_decay=0.01),
)
optimizer(
    "rmsProp",
    {"learningRate": 0.02, "decay": 0.9, "momentum": 0.8, "centered": True, "epsilon": 1e-3},
    lambda p: o.RMSprop(p, 0.02, 0.9, 1e-3, momentum=0.8, centered=True),
)
optimizer("adam", {}, o.Adam)
optimizer(
    "adam",
    {"learningRate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4, "weightDecay": 0.02},
    lambda p: o.Adam(p, 0.02, (0.8, 0.95), 1e-4, 0.02),
)
optimizer("adamW", {}, o.AdamW)
optimizer("adamW", {"learningRate": 0.02, "weightDecay": 0.1}, lambda p: o.AdamW(p, 0.02, weight_decay=0.1))
optimizer("amsGrad", {}, lambda p: o.Adam(p, amsgrad=True))
optimizer(
    "amsGrad",
    {"learningRate": 0.02, "beta2": 0.9, "weightDecay": 0.02},
    lambda p: o.Adam(p, 0.02, (0.9, 0.9), weight_decay=0.02, amsgrad=True),
)
optimizer("nAdam", {}, NAdam)
optimizer(
    "nAdam",
    {"learningRate": 0.02, "beta1": 0.8, "momentumDecay": 0.05, "weightDecay": 0.02},
    lambda p: NAdam(p, 0.02, (0.8, 0.999), weight_decay=0.02, momentum_decay=0.05),
)
optimizer("rAdam", {}, o.RAdam)
optimizer(
    "rAdam",
    {"learningRate": 0.02, "beta2": 0.95, "weightDecay": 0.02},
    lambda p: o.RAdam(p, 0.02, (0.9, 0.95), weight_decay=0.02),
)
sgd = {"learningRate": 0.1, "momentum": 0.9}
plain = lambda p: o.SGD(p, 0.1, 0.9)
clip = torch.nn.utils
optimizer("sgd", {**sgd, "clip": {"value": 0.3}}, plain, clip=lambda p: clip.clip_grad_value_(p, 0.3))
optimizer("sgd", {**sgd, "clip": {"globalNorm": 1.5}}, plain, clip=lambda p: clip.clip_grad_norm_(p, 1.5))
optimizer("sgd", {**sgd, "clip": {"norm": 1.2}}, plain, clip=lambda p: [clip.clip_grad_norm_(each, 1.2) for each in p])
optimizer(
    "sgd",
    {**sgd, "exponentialAverage": {"decay": 0.9}},
    plain,
    average=lambda a, p, step: p.clone() if a is None else a + 0.1 / (1 - 0.9**step) * (p - a),
)
optimizer(
    "sgd",
    {**sgd, "weightAverage": {}},
    plain,
    average=lambda a, p, step: p.clone() if a is None else a + (p - a) / step,
)



def orthogonal(matrix):
    x = matrix.mT if matrix.size(0) > matrix.size(1) else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.mT if matrix.size(0) > matrix.size(1) else x


def muon(shape, learningRate=0.02, momentum=0.95, nesterov=True, weightDecay=0):
    """Jordan's rule as his implementation has it, on PyTorch's layout: outputs first, a running mean for the velocity."""
    draw = lambda seed: torch.tensor(pseudo_random(math.prod(shape), seed), dtype=torch.float64).view(shape)
    torchs = lambda x: x.movedim(-1, 0)
    p, velocity, shown = torchs(draw(1)).clone(), 0, {}
    for step in range(1, STEPS + 1):
        g = torchs(draw(1 + step))
        velocity = momentum * velocity + (1 - momentum) * g
        update = (1 - momentum) * g + momentum * velocity if nesterov else velocity
        update = orthogonal(update.reshape(len(update), -1))
        update = update * max(1, update.size(0) / update.size(1)) ** 0.5
        p = p * (1 - learningRate * weightDecay) - learningRate * update.view(p.shape)
        if step in SHOWN:
            shown[str(step)] = encode(p.movedim(0, -1).flatten().tolist())
    return shown


matrices = [
    {"name": "muon", "options": options, "shape": shape, "steps": muon(shape, **options)}
    for options, shape in (
        ({}, [9, 4]),
        ({}, [3, 2, 2, 20]),
        ({"learningRate": 0.1, "momentum": 0.8, "nesterov": False, "weightDecay": 0.05}, [5, 8]),
    )
]

schedules = []


def schedule(name, options, make, steps=60, rate=0.1):
    """The learning rate that each step is made with."""
    base = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], rate)
    scheduler = make(base)
    rates = []
    for _ in range(steps):
        rates.append(base.param_groups[0]["lr"])
        base.step()
        scheduler.step()
    schedules.append({"name": name, "options": options, "rates": encode(rates)})


s = lr_scheduler
schedule("constantRate", 0.1, lambda b: s.LambdaLR(b, lambda t: 1))
schedule("stepDecay", {"rate": 0.1, "every": 7, "factor": 0.5}, lambda b: s.StepLR(b, 7, 0.5))
schedule("multiStepDecay", {"rate": 0.1, "at": [3, 10, 30]}, lambda b: s.MultiStepLR(b, [3, 10, 30], 0.1))
schedule("exponentialDecay", {"rate": 0.1, "factor": 0.93}, lambda b: s.ExponentialLR(b, 0.93))
schedule("polynomialDecay", {"rate": 0.1, "steps": 40, "power": 0.9}, lambda b: s.PolynomialLR(b, 40, 0.9))
schedule("cosineDecay", {"rate": 0.1, "steps": 60, "end": 0.01}, lambda b: s.CosineAnnealingLR(b, 60, 0.01))
schedule("cosineRestarts", {"rate": 0.1, "period": 13}, lambda b: s.CosineAnnealingWarmRestarts(b, 13))
schedule(
    "cosineRestarts",
    {"rate": 0.1, "period": 5, "growth": 3, "end": 0.002},
    lambda b: s.CosineAnnealingWarmRestarts(b, 5, 3, 0.002),
)
cycle = {"cycle_momentum": False}
schedule("oneCycle", {"rate": 0.4, "steps": 60}, lambda b: s.OneCycleLR(b, 0.4, 61 - 1, **cycle), steps=59)
schedule(
    "oneCycle",
    {"rate": 0.4, "steps": 50, "rise": 0.2, "divide": 10, "finalDivide": 100, "shape": "linear"},
    lambda b: s.OneCycleLR(b, 0.4, 50, pct_start=0.2, div_factor=10, final_div_factor=100, anneal_strategy="linear", **cycle),
    steps=49,
)
schedule("triangular", {"low": 0.1, "high": 0.6, "steps": 8}, lambda b: s.CyclicLR(b, 0.1, 0.6, 8, **cycle))
schedule(
    "triangular",
    {"low": 0.1, "high": 0.6, "steps": 5, "factor": 0.5},
    lambda b: s.CyclicLR(b, 0.1, 0.6, 5, mode="triangular2", **cycle),
)
schedule(
    "warmUp",
    {"schedule": {"rate": 0.1, "every": 7, "factor": 0.5}, "steps": 5, "from": 0.25},
    lambda b: s.SequentialLR(b, [s.LinearLR(b, 0.25, 1, 5), s.StepLR(b, 7, 0.5)], [5]),
)

observed = [1.0, 0.9, 0.95, 0.91, 0.92, 0.9, 0.8, 0.79999, 0.81, 0.85, 0.9, 0.95, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7]


def plateau(**options):
    base = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 0.1)
    scheduler = s.ReduceLROnPlateau(base, **options)
    rates = []
    for value in observed:
        scheduler.step(value)
        rates.append(base.param_groups[0]["lr"])
    return encode(rates)


plateaus = [
    {"options": {"rate": 0.1, "patience": 2}, "rates": plateau(patience=2)},
    {"options": {"rate": 0.1, "patience": 1, "factor": 0.5, "cooldown": 3, "least": 0.02}, "rates": plateau(patience=1, factor=0.5, cooldown=3, min_lr=0.02)},
    {"options": {"rate": 0.1, "patience": 3, "mode": "max", "threshold": 0.01}, "rates": plateau(patience=3, mode="max", threshold=0.01)},
]

path = Path(__file__).with_suffix(".json")
written = {"torch": torch.__version__, "optimizers": optimizers, "matrices": matrices, "schedules": schedules, "observed": observed, "plateaus": plateaus}
path.write_text(json.dumps(written, indent=1) + "\n")
print(path.name, len(optimizers) + len(matrices), "optimizers", len(schedules) + len(plateaus), "schedules", path.stat().st_size, "bytes")
