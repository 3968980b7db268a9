"""What the golden generators share: numbers from an integer hash, fovea's layouts, and the file format.

Parameters and inputs come from `unit`, which tests/golden.test.ts computes too, so only results are stored.
Every network is run twice: in float64, whose results are stored, and in float32, whose largest difference from them
is stored beside as `float32Difference`: what rounding alone does to this network.
"""

import base64
import json
import pathlib
import sys

import numpy as np
import torch


def unit(stream, count):
    """`count` numbers of [0, 1) with 24 bits: a multiply-and-shift hash of (stream, index), exact in float32."""
    with np.errstate(over="ignore"):
        h = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x9E3779B1)
        h ^= np.uint32((stream + 1) * 0x85EBCA77 & 0xFFFFFFFF)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
        h = (h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39)
        h ^= h >> np.uint32(15)
    return (h >> np.uint32(8)).astype(np.float64) / 2**24


def uniform(stream, shape, limit, centre=0):
    """float32 numbers of [centre - limit, centre + limit)."""
    return ((unit(stream, int(np.prod(shape))) * 2 - 1) * limit + centre).astype(np.float32).reshape(shape)


def glorot(shape, groups=1):
    """Limit of Glorot's uniform initializer for a kernel [kh, kw, in/groups, out] or [in, out]."""
    field = int(np.prod(shape[:-2]))
    return float(np.sqrt(6 / (field * shape[-2] + field * shape[-1] / groups)))


def describe(shapes, groups={}):
    """The parameters of a network: `shapes` is {path: shape}, in the network's order."""
    limits = {path: glorot(shape, groups.get(path, 1)) if path.endswith("kernel") else 0.1 for path, shape in shapes.items()}
    centres = {path: {"centre": 1} for path in shapes if path.endswith(("scale", "variance"))}
    return {path: {"shape": list(shape), "stream": i, "limit": limits[path], **centres.get(path, {})} for i, (path, shape) in enumerate(shapes.items())}


def is_statistic(path):
    """Running statistics: not trained, the forward pass moves them."""
    return path.endswith(("/mean", "/variance"))


def train(parameters, loss_of, optimizer_of, steps, dtype):
    """Gradients of step 1, the loss before each step, and the parameters after the last."""
    leaves = {
        path: torch.tensor(uniform(p["stream"], p["shape"], p["limit"], p.get("centre", 0)), dtype=dtype, requires_grad=not is_statistic(path))
        for path, p in parameters.items()
    }
    trained = {path: leaf for path, leaf in leaves.items() if leaf.requires_grad}
    optimizer = optimizer_of(list(trained.values()))
    losses, gradients = [], None
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(leaves)
        loss.backward()
        losses.append(loss.item())
        gradients = gradients or {path: leaf.grad.detach().double().numpy().copy() for path, leaf in trained.items()}
        optimizer.step()
    return gradients, losses, {path: leaf.detach().double().numpy() for path, leaf in leaves.items()}


def write(name, parameters, loss_of, optimizer_of, steps, about):
    """Runs the network in both precisions and writes `name`.json beside this file."""
    gradients, losses, final = train(parameters, loss_of, optimizer_of, steps, torch.float64)
    gradients32, losses32, final32 = train(parameters, loss_of, optimizer_of, steps, torch.float32)
    for path, parameter in parameters.items():
        if path in gradients:
            parameter["gradient"] = base64.b64encode(gradients[path].astype("<f4").tobytes()).decode()
            parameter["float32Difference"] = relative(gradients32[path], gradients[path])
        parameter["finalSum"] = rounded(final[path].sum(), 12)
        parameter["finalAbsoluteSum"] = rounded(np.abs(final[path]).sum(), 12)
        parameter["finalFloat32Difference"] = relative(final32[path], final[path])
    header = {"by": f"PyTorch {torch.__version__}, float64", "command": f"python3 tests/golden/{name}.py", **about}
    losses_difference = max(abs(a - b) / abs(b) for a, b in zip(losses32, losses))
    content = {**header, "losses": [rounded(loss, 12) for loss in losses], "lossesFloat32Difference": rounded(losses_difference, 2), "parameters": parameters}
    path = pathlib.Path(__file__).with_name(f"{name}.json")
    path.write_text(one_line_each(content) + "\n")
    worst = max(p.get("float32Difference", 0) for p in parameters.values())
    print(f"{path.name}: {path.stat().st_size} bytes, losses {losses[0]:.6f} .. {losses[-1]:.6f}", file=sys.stderr)
    print(f"float32 against float64: gradients {worst:.1e}, losses {losses_difference:.1e}", file=sys.stderr)


def one_line_each(content):
    """JSON with one line for each entry and for each parameter: a regenerated file differs in few lines."""
    parameters = ",\n".join(f"  {json.dumps(path)}: {json.dumps(p)}" for path, p in content["parameters"].items())
    entries = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items() if key != "parameters"]
    return "{\n" + ",\n".join([*entries, ' "parameters": {\n' + parameters + "\n }"]) + "\n}"


def relative(a, b):
    """Largest difference, relative to the largest number of `b`."""
    return rounded(np.abs(a - b).max() / np.abs(b).max(), 2)


def rounded(value, digits):
    """To so many significant digits: BLAS libraries differ in the last ones."""
    return float(f"{value:.{digits}g}")
