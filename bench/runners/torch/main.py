"""Runner: PyTorch on the CPU, a native reference. `python3 main.py '{"threads": 2}'`; speaks as runners/host.mjs does."""

import json
import pathlib
import sys
import time


def answer(value):
    print(json.dumps(value), flush=True)


try:
    import torch
except ImportError as error:
    answer({"error": f"PyTorch is not installed ({error})"})
    sys.exit(1)

from workload import load


def blas():
    """What computes dense layers: Debian's PyTorch takes the libblas that is installed, and the plain one is slow."""
    maps = pathlib.Path("/proc/self/maps")
    loaded = maps.read_text() if maps.exists() else ""
    configured = torch.__config__.show()
    known = ("mkl", "openblas", "blis")
    return next((name for name in known if f"lib{name}" in loaded or f"BLAS_INFO={name}" in configured), "plain BLAS")


def attempt(request, run):
    """The answer to a request, and what is loaded after it."""
    if "calls" in request:
        start = time.perf_counter()
        for _ in range(request["calls"]):
            run()
        return {"ms": (time.perf_counter() - start) * 1000 / request["calls"]}, run
    if "load" not in request:
        return {}, None
    sample, run = load(request["load"])
    return {"sample": sample}, run


def main():
    threads = json.loads(sys.argv[1])["threads"]
    torch.set_num_threads(threads)
    build = f"native, {blas()}"
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    answer({"version": torch.__version__, "build": build, "threads": threads, "runtimeVersion": python})
    run = None
    for line in sys.stdin:
        try:
            result, run = attempt(json.loads(line), run)
        except Exception as error:  # a workload that fails must not end the runner
            result = {"error": f"{type(error).__name__}: {error}"}
        answer(result)


main()
