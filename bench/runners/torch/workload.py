"""Workloads: what was computed first, in fovea's order and thinned out, and a function that computes it again."""

import itertools

import torch
from graph import Net, kernel_in_fovea_order, parameters
from torch.nn import functional as F

import values


def load(workload):
    kind = "inference" if workload["pass"] in ("predict", "forward") else workload["pass"]
    return {"inference": inference, "train": training}.get(kind, gradient)(workload)


def net_of(workload, trains):
    graph = workload["graph"]
    return Net(graph, parameters(graph, values.parameters(graph)), trains).train(trains)


def tensors(arrays):
    return [torch.from_numpy(array) for array in arrays]


def in_fovea_order(tensor):
    array = tensor.detach().numpy()
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def inference(workload):
    graph, batch = workload["graph"], workload["batch"]
    net = net_of(workload, False).train(workload.get("training", False))
    inputs = tensors(values.inputs(graph, batch))
    with torch.inference_mode():
        run = optimised(net, inputs) if workload["pass"] == "predict" else net
        first = values.sample(in_fovea_order(run(*inputs)))

    def again():
        with torch.inference_mode():
            run(*inputs)

    return first, again


def optimised(net, inputs):
    """Frozen and optimised as PyTorch does it (batch normalisation becomes part of convolutions, say), if that computes the same."""

    def frozen():
        return torch.jit.freeze(torch.jit.trace(net, inputs))

    expected = net(*inputs)
    fast = torch.jit.optimize_for_inference(frozen())
    difference = (fast(*inputs) - expected).abs().max()
    return fast if difference < 1e-3 * expected.abs().max() else frozen()


def gradient(workload):
    """The backward pass of one layer; its forward pass is computed once, before."""
    graph, batch = workload["graph"], workload["batch"]
    net = net_of(workload, workload["pass"] == "weightGradient")
    inputs = tensors(values.inputs(graph, batch))
    dy = torch.from_numpy(values.output_gradient(graph, batch))
    if workload["pass"] == "inputGradient":
        wanted = [x.requires_grad_() for x in inputs]
    else:
        wanted = list(net.parameters())
    y = net(*inputs)

    def again():
        return torch.autograd.grad(y, wanted, dy, retain_graph=True)

    result = again()[0]
    if workload["pass"] == "inputGradient":
        return values.sample(in_fovea_order(result)), again
    return values.sample(kernel_in_fovea_order(graph, graph["nodes"][graph["output"]], result)), again


def training(workload):
    """Steps of SGD with momentum, batch after batch out of a data set in memory."""
    graph, batch, samples = (workload[key] for key in ("graph", "batch", "samples"))
    net = net_of(workload, True)
    images = torch.from_numpy(values.inputs(graph, samples)[0])
    labels = torch.from_numpy(values.labels(graph, samples))
    optimizer = torch.optim.SGD(net.parameters(), lr=workload["learningRate"], momentum=workload["momentum"])
    starts = itertools.cycle(range(0, samples, batch))

    def step():
        start = next(starts)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images[start : start + batch]), labels[start : start + batch])
        loss.backward()
        optimizer.step()
        return loss.item()

    return [step() for _ in range(workload["losses"])], step
