"""What the generators of tests/golden/ops share: a case of a layer, and the file of a family's cases.

    from cases import case, write
    case("dense", {"units": 3}, inputs=[[2, 4]], parameters={"kernel": [4, 3], "bias": [3]},
         torch=lambda x, kernel, bias: x @ kernel + bias)
    write(__file__)

A case is computed in float64 and stored in float32: the output and the gradients of sum(dy * y). Inputs, parameters and dy are
not stored: tests/harness/values.ts computes the same numbers as `pseudo_random`.
"""

import base64
import json
import pathlib
import sys

import numpy as np
import torch as pytorch

INPUT_SEED, PARAMETER_SEED, GRADIENT_SEED = 1, 101, 202

_cases = []


def case(layer, options, inputs, torch, parameters={}, ranges={}, values={}, tolerance=1e-5, training=True, output=None):
    """Adds a case of `layer`, the name of one of fovea's layer functions, called with `options` (plain JSON).

    inputs      shapes, the batch first
    torch       from inputs (by place) and parameters (by name) in fovea's layouts to the output in fovea's layout, or to
                several of which `output` says the one meant, where the layer returns several nodes
    parameters  {key: shape} in the layer's order; where a layer has several of one name, the key is the path, with _ for / and .
    ranges      {"x0": [low, high], key: [low, high]}; default -1 to 1
    values      {"x1": numbers}: numbers themselves, for indices and kinks
    tolerance   largest difference of fovea's strict build, relative to the largest number (at least 1)
    training    False: inference, of which there is no gradient
    """
    given = {f"x{i}": (shape, INPUT_SEED + i) for i, shape in enumerate(inputs)}
    given.update({key: (shape, PARAMETER_SEED + i) for i, (key, shape) in enumerate(parameters.items())})
    leaves = {}
    for key, (shape, seed) in given.items():
        numbers = np.asarray(values[key], np.float32) if key in values else pseudo_random(shape, seed, *ranges.get(key, (-1, 1)))
        leaves[key] = pytorch.tensor(numbers.reshape(shape), dtype=pytorch.float64, requires_grad=training)
    unknown = [key for key in [*ranges, *values] if key not in leaves]
    if unknown:
        raise ValueError(f"{layer}: {unknown} is no input or parameter; there are {list(leaves)}")
    y = torch(*[leaves[f"x{i}"] for i in range(len(inputs))], **{key: leaves[key] for key in parameters})
    y = y if output is None else y[output]
    content = {"layer": layer, "options": options, "inputs": inputs}
    optional = {"parameters": parameters, "ranges": ranges, "values": values}
    content.update({key: value for key, value in optional.items() if value})
    if output is not None:
        content["output"] = output
    content.update({"tolerance": tolerance, "training": training, "shape": list(y.shape), "y": encoded(y)})
    if training:
        dy = pytorch.tensor(pseudo_random(y.shape, GRADIENT_SEED), dtype=pytorch.float64)
        gradients = dict(zip(leaves, pytorch.autograd.grad(y, list(leaves.values()), dy, allow_unused=True)))
        content["dx"] = [encoded(gradients[f"x{i}"]) for i in range(len(inputs))]
        content["dp"] = {key: encoded(gradients[key]) for key in parameters if gradients[key] is not None}
    _cases.append(content)


def write(file):
    """Writes the cases so far into the JSON file beside `file`."""
    path = pathlib.Path(file).with_suffix(".json")
    command = f"python3 tests/golden/ops/{path.stem}.py"
    header = f' "by": "PyTorch {pytorch.__version__}, float64",\n "command": "{command}",\n'
    path.write_text("{\n" + header + ' "cases": [\n' + ",\n".join(f"  {json.dumps(each)}" for each in _cases) + "\n ]\n}\n")
    print(f"{path.name}: {len(_cases)} cases, {path.stat().st_size} bytes", file=sys.stderr)


def pseudo_random(shape, seed, low=-1, high=1):
    """The numbers of tests/harness/values.ts, from `low` to `high`, in float32."""
    length = int(np.prod(shape))
    with np.errstate(over="ignore"):
        h = (np.arange(1, length + 1, dtype=np.uint32) + np.uint32(seed * 7919)) * np.uint32(0x9E3779B1)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x85EBCA6B)
        h ^= h >> np.uint32(13)
    numbers = (h >> np.uint32(8)).astype(np.float64) / 2**23 - 1
    return (low + (high - low) * (numbers + 1) / 2).astype(np.float32).reshape(tuple(shape))


def encoded(tensor):
    """float32 numbers as base64; None where there is no gradient."""
    if tensor is None:
        return None
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def channels_first(x):
    """[batch, ..., channels] as PyTorch has it, [batch, channels, ...]."""
    return x.movedim(-1, 1)


def channels_last(y):
    """The way back of channels_first."""
    return y.movedim(1, -1)


def same(size, reach, stride):
    """Padding (before, after) along an axis that makes the output ceil(size / stride), the odd one behind, as TensorFlow does."""
    total = max(0, (-(-size // stride) - 1) * stride + reach - size)
    return total // 2, total - total // 2
