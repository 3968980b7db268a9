"""A portable graph as calls of PyTorch, channels first."""

import numpy as np
import torch
from torch.nn import functional as F

ELEMENTWISE = {"relu", "relu6", "silu", "sigmoid", "tanh"}


def parameters(graph, values):
    """Tensors in the graph's order: kernels [out, in, height, width] and [out, in]."""
    tensors = [torch.from_numpy(value) for value in values]
    for node in graph["nodes"]:
        at = node["parameters"].get("kernel")
        if node["op"] == "conv2d":
            tensors[at] = torch.from_numpy(np.ascontiguousarray(values[at].transpose(3, 2, 0, 1)))
        elif node["op"] == "dense":
            tensors[at] = torch.from_numpy(np.ascontiguousarray(_dense_kernel(graph, node, values[at])))
    return tensors


def kernel_in_fovea_order(graph, node, gradient):
    """The gradient of a kernel, the way fovea lays kernels out."""
    order = (2, 3, 1, 0) if node["op"] == "conv2d" else (1, 0)
    return np.ascontiguousarray(gradient.numpy().transpose(order))


def _dense_kernel(graph, node, kernel):
    """[out, in]; behind a flattened image its columns in the order of channels first."""
    image = _flattened_image(graph, node["inputs"][0])
    if image:
        height, width, channels = image
        kernel = kernel.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
    return kernel.T


def _flattened_image(graph, place):
    node = graph["nodes"][place]
    if node["op"] == "flatten":
        shape = graph["nodes"][node["inputs"][0]]["shape"]
        return shape if len(shape) == 3 else None
    return _flattened_image(graph, node["inputs"][0]) if node["op"] in ELEMENTWISE else None


class Net(torch.nn.Module):
    """The graph; in training mode batch normalisation takes the batch's own statistics."""

    def __init__(self, graph, tensors, trains):
        super().__init__()
        self.graph = graph
        missing = {node["op"] for node in graph["nodes"]} - {"input", *OPERATIONS}
        if missing:
            raise ValueError(f"no conversion of {', '.join(missing)} to PyTorch")
        statistics = {at for node in graph["nodes"] for key, at in node["parameters"].items() if key in ("mean", "variance")}
        for i, tensor in enumerate(tensors):
            if i in statistics or not trains:
                self.register_buffer(f"p{i}", tensor)
            else:
                self.register_parameter(f"p{i}", torch.nn.Parameter(tensor))

    def forward(self, *inputs):
        values = dict(zip(self.graph["inputs"], inputs))
        for place, node in enumerate(self.graph["nodes"]):
            if place not in values:
                own = {key: getattr(self, f"p{at}") for key, at in node["parameters"].items()}
                values[place] = OPERATIONS[node["op"]](node["attributes"], [values[i] for i in node["inputs"]], own, self.training)
        return values[self.graph["output"]]


def _conv2d(a, xs, own, training):
    top, right, bottom, left = a["padding"]
    if top == bottom and left == right:
        x, padding = xs[0], (top, left)
    else:
        x, padding = F.pad(xs[0], (left, right, top, bottom)), 0
    return F.conv2d(x, own["kernel"], own.get("bias"), tuple(a["stride"]), padding, tuple(a["dilation"]), a["groups"])


def _batch_norm(a, xs, own, training):
    return F.batch_norm(
        xs[0], own["mean"], own["variance"], own.get("scale"), own.get("shift"), training, a["momentum"], a["epsilon"]
    )


def _pool(reduce, filling, **options):
    def apply(a, xs, own, training):
        top, right, bottom, left = a["padding"]
        if filling is not None and any(a["padding"]):
            padded = F.pad(xs[0], (left, right, top, bottom), value=filling)
            return reduce(padded, tuple(a["window"]), tuple(a["stride"]), **options)
        if top != bottom or left != right:
            raise ValueError("no average pooling with uneven padding in this conversion")
        return reduce(xs[0], tuple(a["window"]), tuple(a["stride"]), (top, left), **options)

    return apply


def _global_average(a, xs, own, training):
    return xs[0].mean((2, 3), keepdim=a["keepDimensions"])


def _concat(a, xs, own, training):
    rank = xs[0].ndim - 1
    axis = a["axis"] % rank
    return torch.cat(xs, (2, 3, 1)[axis] if rank == 3 else axis + 1)


def _aligned(xs):
    rank = max(x.ndim for x in xs)
    return [x[..., None, None] if x.ndim < rank else x for x in xs]


def _add(a, xs, own, training):
    first, *rest = _aligned(xs)
    for x in rest:
        first = first + x
    return first


def _multiply(a, xs, own, training):
    first, *rest = _aligned(xs)
    for x in rest:
        first = first * x
    return first


def _elementwise(apply):
    return lambda a, xs, own, training: apply(xs[0])


OPERATIONS = {
    "conv2d": _conv2d,
    "batchNorm": _batch_norm,
    "maxPool2d": _pool(F.max_pool2d, float("-inf")),
    "averagePool2d": _pool(F.avg_pool2d, None, count_include_pad=False),
    "globalAveragePool2d": _global_average,
    "concat": _concat,
    "add": _add,
    "multiply": _multiply,
    "dense": lambda a, xs, own, training: F.linear(xs[0], own["kernel"], own.get("bias")),
    "bias": lambda a, xs, own, training: _add(a, [xs[0], own["bias"][None]], own, training),
    "flatten": _elementwise(lambda x: x.flatten(1)),
    "relu": _elementwise(F.relu),
    "relu6": _elementwise(F.relu6),
    "silu": _elementwise(F.silu),
    "sigmoid": _elementwise(torch.sigmoid),
    "tanh": _elementwise(torch.tanh),
    "softmax": _elementwise(lambda x: F.softmax(x, 1)),
}
