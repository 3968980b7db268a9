"""Runner: LeNet-5 training steps in PyTorch on the CPU. `python3 torch_lenet5.py BATCH THREADS`.

Answers each request {"steps": n} on stdin with {"ms": time of one step} on stdout. A step takes its batch out of the
data set in memory, as fovea's does.
"""

import json
import pathlib
import sys
import time

try:
    import torch
    from torch import nn
except ImportError as error:
    print(json.dumps({"error": f"PyTorch is not installed ({error})"}))
    sys.exit(1)

BATCH, THREADS = int(sys.argv[1]), int(sys.argv[2])
SAMPLES = 100 * BATCH


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    images, labels = torch.rand(SAMPLES, 1, 28, 28) * 2 - 1, torch.randint(10, (SAMPLES,))
    net, loss_of = lenet5(), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)

    def steps():
        while True:
            for chosen in torch.randperm(SAMPLES).split(BATCH):
                optimizer.zero_grad()
                loss = loss_of(net(images[chosen]), labels[chosen])
                loss.backward()
                optimizer.step()
                yield loss.item()

    training = steps()
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    answer({"runtime": runtime, "build": f"torch {torch.__version__}, {blas()}", "threads": THREADS})
    for line in sys.stdin:
        count = json.loads(line)["steps"]
        start = time.perf_counter()
        for _ in range(count):
            next(training)
        answer({"ms": (time.perf_counter() - start) * 1000 / count})


def blas():
    """What computes the dense layers: Debian's PyTorch takes the libblas that is installed, and the plain one is slow."""
    maps = pathlib.Path("/proc/self/maps")
    loaded = maps.read_text() if maps.exists() else ""
    configured = torch.__config__.show()
    known = ("mkl", "openblas", "blis")
    return next((name for name in known if f"lib{name}" in loaded or f"BLAS_INFO={name}" in configured), "plain BLAS")


def answer(value):
    print(json.dumps(value), flush=True)


main()
