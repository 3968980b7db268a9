"""Writes activation.json: the activations with options, gates and pieces; relu, sigmoid, softmax and their like stand beside."""

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, write

SHAPES = [[1, 1], [2, 5], [3, 13], [2, 4, 7], [1, 3, 5, 9]]


def elementwise(layer, options, function, tolerance=1e-6):
    """Sizes around the lanes, numbers where it saturates, and numbers near 0."""
    for shape in SHAPES:
        case(layer, options, [shape], function, ranges={"x0": [-4, 4]}, tolerance=tolerance)
    case(layer, options, [[2, 17]], function, ranges={"x0": [-100, 100]}, tolerance=tolerance)
    case(layer, options, [[2, 9]], function, ranges={"x0": [-0.001, 0.001]}, tolerance=tolerance)


for slope in [0.01, 0.2, -0.5]:
    elementwise("leakyRelu", {"slope": slope}, lambda x: F.leaky_relu(x, slope))
elementwise("threshold", {"threshold": 0.5, "value": -2}, lambda x: F.threshold(x, 0.5, -2))
for alpha in [1, 0.3]:
    elementwise("elu", {"alpha": alpha}, lambda x: F.elu(x, alpha))
    elementwise("celu", {"alpha": alpha}, lambda x: F.celu(x, alpha))
elementwise("selu", {}, F.selu)
elementwise("gelu", {}, F.gelu)
elementwise("gelu", {"approximate": "tanh"}, lambda x: F.gelu(x, approximate="tanh"))
elementwise("hardSwish", {}, F.hardswish)
elementwise("hardSigmoid", {}, F.hardsigmoid)
elementwise("hardTanh", {}, F.hardtanh)
elementwise("hardTanh", {"low": -2, "high": 0.5}, lambda x: F.hardtanh(x, -2, 0.5))
# PyTorch takes x itself beyond a threshold, here where the two agree to the last place of f64.
for beta in [1, 2.5]:
    elementwise("softplus", {"beta": beta}, lambda x: F.softplus(x, beta, 50))
elementwise("softsign", {}, F.softsign)
case("swish", {}, [[2, 5]], F.silu, tolerance=1e-6)
elementwise("mish", {}, F.mish)
elementwise("logSigmoid", {}, F.logsigmoid)
elementwise("absTanh", {}, lambda x: torch.tanh(x).abs())
elementwise("step", {}, lambda x: (x >= 0).to(x) + 0 * x)
elementwise("step", {"sign": True}, lambda x: torch.sign(x) + 0 * x)
elementwise(
    "step", {"sign": True, "straightThrough": True}, lambda x: F.hardtanh(x) + (torch.sign(x) - F.hardtanh(x)).detach()
)

# In training both draw slopes, but others.
for shape in SHAPES:
    case("rrelu", {}, [shape], F.rrelu, ranges={"x0": [-4, 4]}, tolerance=1e-6, training=False)
    options = {"lower": 0.25, "upper": 0.5}
    case("rrelu", options, [shape], lambda x: F.rrelu(x, 0.25, 0.5), ranges={"x0": [-4, 4]}, tolerance=1e-6, training=False)

for shape in [[1, 1], [3, 5], [2, 3, 7], [1, 2, 3, 9]]:
    case("hardShrink", {}, [shape], F.hardshrink, tolerance=0)
    case("hardShrink", {"threshold": 0.25}, [shape], lambda x: F.hardshrink(x, 0.25), tolerance=0)

# At the kinks the gradients agree.
case("leakyRelu", {"slope": 0.25}, [[1, 5]], lambda x: F.leaky_relu(x, 0.25), values={"x0": [-1, -1e-30, 0, 1e-30, 1]})
case("elu", {"alpha": 2}, [[1, 3]], lambda x: F.elu(x, 2), values={"x0": [-1, 0, 1]})
case("hardTanh", {}, [[1, 5]], F.hardtanh, values={"x0": [-2, -1, 0, 1, 2]})
case("hardSigmoid", {}, [[1, 5]], F.hardsigmoid, values={"x0": [-4, -2, 0, 2, 4]})

def prelu(x, slope):
    return channels_last(F.prelu(channels_first(x), slope))


for shape in [[1, 1], [2, 5], [3, 13], [2, 4, 7], [1, 3, 5, 9], [2, 3, 2, 16]]:
    case("prelu", {}, [shape], prelu, parameters={"slope": [shape[-1]]}, ranges={"x0": [-3, 3]})
    case("prelu", {"shared": True}, [shape], prelu, parameters={"slope": [1]}, ranges={"x0": [-3, 3]})

for shape in [[1, 2], [3, 8], [2, 3, 10], [1, 3, 2, 18], [2, 5, 26]]:
    case("crelu", {}, [shape], lambda x: torch.cat([F.relu(x), F.relu(-x)], -1), tolerance=0)
    case("glu", {}, [shape], lambda x: F.glu(x, -1), ranges={"x0": [-3, 3]}, tolerance=1e-6)
    case("maxout", {}, [shape], lambda x: x.unflatten(-1, (2, -1)).amax(-2), tolerance=0)
for shape in [[1, 3], [3, 15], [2, 3, 12], [1, 3, 2, 27]]:
    case("maxout", {"pieces": 3}, [shape], lambda x: x.unflatten(-1, (3, -1)).amax(-2), tolerance=0)

for shape, axes in [([2, 5], [0]), ([3, 4, 7], [0, 1]), ([1, 3, 5, 9], [0, 1, 2]), ([2, 4, 3, 2, 5], [0, 1, 2, -1])]:
    for axis in axes:
        dim = axis if axis < 0 else axis + 1
        for name, function in {"softmax": torch.softmax, "logSoftmax": torch.log_softmax}.items():
            case(name, {"axis": axis}, [shape], lambda x: function(x, dim), ranges={"x0": [-3, 3]}, tolerance=1e-6)
for shape in [[1, 1], [3, 10], [2, 17]]:
    case("logSoftmax", {}, [shape], lambda x: torch.log_softmax(x, -1), ranges={"x0": [-100, 100]}, tolerance=1e-6)

write(__file__)
