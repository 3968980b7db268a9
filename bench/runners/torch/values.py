"""The numbers of convert/values.mjs, to the same bits, and its seeds."""

import numpy as np

INPUT, OUTPUT_GRADIENT, LABELS = 100_001, 200_001, 300_001


def _hash(value):
    value = np.asarray(value, np.uint32)
    value = (value ^ (value >> np.uint32(16))) * np.uint32(0x7FEB352D)
    value = (value ^ (value >> np.uint32(15))) * np.uint32(0x846CA68B)
    return value ^ (value >> np.uint32(16))


def _draws(count, seed):
    """`count` whole numbers of 24 bits."""
    with np.errstate(over="ignore"):
        return _hash(_hash(np.uint32(seed)) + np.arange(count, dtype=np.uint32)) >> np.uint32(8)


def uniform(shape, seed, centre=0.0, reach=1.0):
    draws = _draws(int(np.prod(shape)), seed)
    return (centre + reach * (draws / 2**23 - 1)).astype(np.float32).reshape(shape)


def integers(shape, seed, below):
    return (_draws(int(np.prod(shape)), seed) * float(below) / 2**24).astype(np.uint8).reshape(shape)


def parameters(graph):
    """Values of each parameter, in the graph's order and layout."""
    return [uniform(p["shape"], i + 1, p["centre"], p["reach"]) for i, p in enumerate(graph["parameters"])]


def inputs(graph, samples):
    """Inputs as the network sees them, images channels first."""
    return [_input(graph["nodes"][place], i, samples) for i, place in enumerate(graph["inputs"])]


def _input(node, i, samples):
    shape, attributes = [samples, *node["shape"]], node["attributes"]
    if "mean" in attributes:
        mean, std = (np.array(attributes[key], np.float64) for key in ("mean", "std"))
        values = ((integers(shape, INPUT + i, 256) - mean) / std).astype(np.float32)
    else:
        values = uniform(shape, INPUT + i)
    return channels_first(values)


def output_gradient(graph, samples):
    return channels_first(uniform([samples, *graph["nodes"][graph["output"]]["shape"]], OUTPUT_GRADIENT))


def labels(graph, samples):
    classes = int(np.prod(graph["nodes"][graph["output"]]["shape"]))
    return integers([samples], LABELS, min(256, classes)).astype(np.int64)


def channels_first(values):
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2)) if values.ndim == 4 else values


def sample(values):
    """About a thousand of `values`, which are in fovea's order: as convert/values.mjs thins them out."""
    flat = values.reshape(-1)
    return flat[:: max(1, flat.size // 997)].tolist()
