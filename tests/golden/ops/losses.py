"""Writes losses.json: what losses make of an output and its targets, row by row (PyTorch's reduction "none", summed over a sample)."""

import torch
import torch.nn.functional as F
from torchvision.ops import generalized_box_iou_loss, sigmoid_focal_loss

from cases import case, pseudo_random, write


def sample_mean(x):
    """[batch, ...] to the mean of each sample, [batch, 1]."""
    return x.flatten(1).mean(1, keepdim=True)


def sample_sum(x):
    return x.flatten(1).sum(1, keepdim=True)


def rows(x):
    """Per position: [batch] has a row a sample."""
    return x[:, None] if x.dim() == 1 else x


def labelled(f):
    """A loss of class indices: classes last in fovea, behind the batch in PyTorch; labels [batch, 1] where there is one row."""

    def apply(x, labels):
        y = labels.detach().long()
        return f(x, y[:, 0])[:, None] if x.dim() == 2 else f(x.movedim(-1, 1).contiguous(), y)

    return apply


def labels_of(shape, classes, ignored=None):
    n = 1
    for size in shape:
        n *= size
    values = [(7 * i + 1) % classes for i in range(n)]
    return [ignored if ignored is not None and i % 3 == 1 else v for i, v in enumerate(values)]


# Rows of classes and labels
for shape in [[1, 2], [4, 3], [3, 10], [2, 3, 5], [2, 2, 3, 9], [2, 17]]:
    classes = shape[-1]
    at = shape[:-1] if len(shape) > 2 else [shape[0], 1]
    weights = [0.25 + (c % 3) for c in range(classes)]
    w = torch.tensor(weights, dtype=torch.float64)
    for options, kwargs in [
        ({}, {}),
        ({"classWeights": weights}, {"weight": w}),
        ({"labelSmoothing": 0.125}, {"label_smoothing": 0.125}),
        ({"labelSmoothing": 0.25, "classWeights": weights}, {"label_smoothing": 0.25, "weight": w}),
        ({"ignoreIndex": 255}, {"ignore_index": 255}),
    ]:
        values = {"x1": labels_of(at, classes, 255 if "ignoreIndex" in options else None)}
        f = labelled(lambda x, y, k=kwargs: F.cross_entropy(x, y, reduction="none", **k))
        case("softmaxCrossEntropy", options, [shape, at], f, values=values, ranges={"x0": [-3, 3]}, tolerance=1e-6)
    soft = {"x0": [-3, 3], "x1": [0, 1]}
    for options, kwargs in [
        ({}, {}),
        ({"labelSmoothing": 0.125, "classWeights": weights}, {"label_smoothing": 0.125, "weight": w}),
    ]:
        f = lambda x, t, k=kwargs: rows(F.cross_entropy(x.movedim(-1, 1), t.movedim(-1, 1), reduction="none", **k))
        case("softmaxCrossEntropy", {"targets": "probabilities", **options}, [shape, shape], f, ranges=soft, tolerance=2e-6)
    values = {"x1": labels_of(at, classes, 255)}
    f = labelled(lambda x, y, w=w: F.nll_loss(x, y, weight=w, ignore_index=255, reduction="none"))
    case("negativeLogLikelihood", {"classWeights": weights, "ignoreIndex": 255}, [shape, at], f, values=values, tolerance=1e-6)

for classes in [2, 5, 13]:
    for power in [1, 2]:
        f = labelled(lambda x, y, p=power: F.multi_margin_loss(x, y, p=p, margin=0.75, reduction="none"))
        options = {"form": "westonWatkins", "squared": power == 2, "margin": 0.75}
        case("hingeLoss", options, [[4, classes], [4, 1]], f, values={"x1": labels_of([4], classes)}, tolerance=1e-6)

# Sums over the numbers of a sample
for shape in [[1, 1], [3, 5], [2, 3, 4], [2, 3, 5, 2], [2, 17]]:
    two = [shape, shape]

    def pointwise(name, options, f, ranges={}, tolerance=1e-6):
        case(name, options, two, lambda y, t: sample_mean(f(y, t)), ranges=ranges, tolerance=tolerance)
        if name != "klDivergence":
            case(name, {**options, "reduction": "sum"}, two, lambda y, t: sample_sum(f(y, t)), ranges=ranges, tolerance=tolerance)

    none = {"reduction": "none"}
    pointwise("meanSquaredError", {}, lambda y, t: F.mse_loss(y, t, **none))
    pointwise("meanAbsoluteError", {}, lambda y, t: F.l1_loss(y, t, **none))
    pointwise("huberLoss", {"delta": 0.5}, lambda y, t: F.huber_loss(y, t, delta=0.5, **none))
    pointwise("smoothL1Loss", {"beta": 0.5}, lambda y, t: F.smooth_l1_loss(y, t, beta=0.5, **none))
    case("euclidean", {}, two, lambda y, t: sample_sum((y - t) ** 2) / 2, tolerance=1e-6)
    wide = {"x0": [-8, 8], "x1": [0, 1]}
    bce = lambda y, t, w=None: F.binary_cross_entropy_with_logits(y, t, pos_weight=w, **none)
    pointwise("sigmoidCrossEntropy", {}, bce, wide)
    pw = [0.5 + c for c in range(shape[-1])]
    pointwise(
        "sigmoidCrossEntropy",
        {"positiveWeights": pw},
        lambda y, t: bce(y, t, torch.tensor(pw, dtype=torch.float64)),
        wide,
        5e-6,
    )
    for gamma, alpha in [(2, 0.25), (0.5, -1)]:
        options = {"gamma": gamma} if alpha < 0 else {"gamma": gamma, "alpha": alpha}
        focal = lambda y, t, g=gamma, a=alpha: sigmoid_focal_loss(y, t.detach(), a, g)
        pointwise("focalLoss", options, focal, {"x0": [-6, 6], "x1": [0, 1]}, 2e-6)
    last = lambda x: rows(x.sum(-1))
    case("klDivergence", {}, two, lambda y, t: last(F.kl_div(y, t, **none)), ranges={"x1": [0.05, 1]}, tolerance=1e-6)
    case("klDivergence", {"logTarget": True}, two, lambda y, t: last(F.kl_div(y, t, log_target=True, **none)), tolerance=1e-6)

# Vectors
for shape in [[3, 1], [2, 5], [2, 3, 9], [4, 17]]:
    two, scalar = [shape, shape], shape[:-1] if len(shape) > 2 else [shape[0], 1]
    one = lambda x: rows(x)
    case("distance", {}, two, lambda a, b: one((a - b).norm(dim=-1)), tolerance=2e-6)
    case("cosineSimilarity", {}, two, lambda a, b: one(F.cosine_similarity(a, b, dim=-1)), tolerance=2e-6)
    triplet = lambda a, p, n: one(F.triplet_margin_loss(a, p, n, margin=0.5, eps=0, reduction="none"))
    case("tripletLoss", {"margin": 0.5}, [shape] * 3, triplet, tolerance=2e-6)
    if len(shape) == 2:
        alike = {"x2": [i % 2 for i in range(shape[0])]}
        f = lambda a, b, s: F.cosine_embedding_loss(a, b, 2 * s.detach()[:, 0] - 1, margin=0.1, reduction="none")[:, None]
        case("cosineEmbeddingLoss", {"margin": 0.1}, [shape, shape, [shape[0], 1]], f, values=alike, tolerance=2e-6)

# Boxes
for shape in [[4, 4], [2, 9, 4]]:
    n = 1
    for size in shape[:-1]:
        n *= size

    def boxes(seed):
        corner, size = pseudo_random([n, 2], seed), pseudo_random([n, 2], seed + 1, 0.3, 2)
        return [float(v) for c, s in zip(corner, size) for v in (*c, *(c + s))]

    f = lambda b, t: rows(generalized_box_iou_loss(b, t.detach()))
    case("giouLoss", {}, [shape, shape], f, values={"x0": boxes(7), "x1": boxes(9)}, tolerance=2e-6)

# Sequences
for time, classes, labels, blank in [
    (6, 4, [[1, 2, 3], [2, 2, -1]], 0),
    (9, 3, [[0, 0, 1, 1]], 2),
    (12, 7, [[1, 5, 5, 6], [3, -1, -1, -1], [-1, -1, -1, -1]], 0),
    (30, 11, [[1 + (3 * i) % 10 for i in range(9)]], 0),
]:
    for per_label in [False, True]:
        counts = [sum(label >= 0 for label in each) for each in labels]

        def ctc(x, t):
            n = x.shape[0]
            targets = t.detach().long().clamp(min=0)
            steps = torch.full((n,), time, dtype=torch.long)
            loss = F.ctc_loss(
                F.log_softmax(x, -1).movedim(0, 1), targets, steps, torch.tensor(counts), blank=blank, reduction="none"
            )
            if per_label:
                loss = loss / torch.tensor([max(1, c) for c in counts])
            return loss[:, None]

        shape, width = [len(labels), time, classes], len(labels[0])
        options = {"labels": width, "blank": blank, "perLabel": per_label}
        values = {"x1": [v for each in labels for v in each]}
        case("ctcLoss", options, [shape, [len(labels), width]], ctc, values=values, ranges={"x0": [-4, 4]}, tolerance=3e-6)

# What PyTorch has no function for: its autograd of the papers' formulas
for shape in [[3, 4], [2, 9]]:

    def contrastive(a, b, s):
        d = (a - b).norm(dim=-1, keepdim=True)
        s = s.detach()
        return s * d**2 / 2 + (1 - s) * F.relu(1.5 - d) ** 2 / 2

    alike = {"x2": [i % 2 for i in range(shape[0])]}
    case("contrastiveLoss", {"margin": 1.5}, [shape, shape, [shape[0], 1]], contrastive, values=alike, tolerance=2e-6)

    def squared_triplet(a, p, n):
        return F.relu(((a - p) ** 2).sum(-1, keepdim=True) - ((a - n) ** 2).sum(-1, keepdim=True) + 0.2)

    case("tripletLoss", {"margin": 0.2, "squared": True}, [shape] * 3, squared_triplet, tolerance=2e-6)

    def crammer_singer(x, y):
        own = torch.arange(x.shape[1]) == y[:, None]
        return F.relu(1 + x.masked_fill(own, -1e9).max(1).values - x[own])

    values = {"x1": labels_of(shape[:1], shape[1])}
    case("hingeLoss", {}, [shape, [shape[0], 1]], labelled(crammer_singer), values=values, tolerance=1e-6)

    def one_vs_all(x, y):
        signs = 2.0 * (torch.arange(x.shape[1]) == y[:, None]) - 1
        return (F.relu(1 - signs * x) ** 2).sum(1)

    options = {"form": "oneVsAll", "squared": True}
    case("hingeLoss", options, [shape, [shape[0], 1]], labelled(one_vs_all), values=values, tolerance=1e-6)

    def perceptron(x, y):
        return x.max(1).values - x[torch.arange(len(y)), y]

    case("perceptronLoss", {}, [shape, [shape[0], 1]], labelled(perceptron), values=values, tolerance=1e-6)

    def focal(x, y):
        p = F.softmax(x, 1)[torch.arange(len(y)), y]
        return -((1 - p) ** 2) * p.log()

    case("focalLoss", {"form": "softmax"}, [shape, [shape[0], 1]], labelled(focal), values=values, tolerance=1e-6)

for shape in [[2, 3, 5, 2], [1, 4, 4, 1], [3, 7]]:
    axes = tuple(range(1, len(shape) - 1)) or (1,)
    total = lambda x, a=axes: x.sum(a, keepdim=len(shape) == 2)
    masks = {"x0": [0, 1], "x1": [0, 1]}

    def dice(power):
        return lambda p, t: 1 - (2 * total(p * t) + 0.5) / (total(p**power) + total(t**power) + 0.5)

    case("diceLoss", {"smooth": 0.5}, [shape, shape], dice(1), ranges=masks, tolerance=2e-6)
    case("diceLoss", {"smooth": 0.5, "squared": True}, [shape, shape], dice(2), ranges=masks, tolerance=2e-6)
    jaccard = lambda p, t: 1 - (total(p * t) + 1) / (total(p) + total(t) - total(p * t) + 1)
    case("jaccardLoss", {}, [shape, shape], jaccard, ranges=masks, tolerance=2e-6)

labels = [0, 2, 1, 1, 2, 0]
dice = lambda p, t: 1 - (2 * (p * F.one_hot(t.detach().long(), 3)).sum(1) + 1) / (
    p.sum(1) + F.one_hot(t.detach().long(), 3).sum(1) + 1
)
case("diceLoss", {"targets": "labels"}, [[2, 3, 3], [2, 3]], dice, values={"x1": labels}, ranges={"x0": [0, 1]}, tolerance=2e-6)

for shape in [[2, 1], [2, 3, 2]]:
    forms = {
        "nonSaturating": (lambda r, f: F.softplus(-r) + F.softplus(f), lambda f: F.softplus(-f)),
        "leastSquares": (lambda r, f: ((r - 1) ** 2 + f**2) / 2, lambda f: (f - 1) ** 2 / 2),
        "wasserstein": (lambda r, f: f - r, lambda f: -f),
        "hinge": (lambda r, f: F.relu(1 - r) + F.relu(1 + f), lambda f: -f),
    }
    for form, (discriminator, generator) in forms.items():
        ranges = {"x0": [-3, 3], "x1": [-3, 3]}
        case("discriminatorLoss", {"form": form}, [shape, shape], discriminator, ranges=ranges, tolerance=2e-6)
        case("generatorLoss", {"form": form}, [shape], generator, ranges={"x0": [-3, 3]}, tolerance=2e-6)

for shape in [[2, 3, 4, 5], [1, 2, 2, 3]]:
    n, (positions, channels) = shape[0], (shape[1] * shape[2], shape[3])

    def gram(x):
        f = x.reshape(x.shape[0], -1, channels)
        return f.transpose(1, 2) @ f

    style = lambda x, t: sample_sum((gram(x) - gram(t)) ** 2) / (4 * channels**2 * positions**2)
    case("styleLoss", {}, [shape, shape], style, tolerance=2e-6)
    case("contentLoss", {}, [shape, shape], lambda x, t: sample_sum((x - t) ** 2) / 2, tolerance=2e-6)
    for power in [1, 2]:
        difference = lambda d, p=power: sample_sum(d.abs() if p == 1 else d**2)
        variation = lambda x, f=difference: f(x[:, 1:] - x[:, :-1]) + f(x[:, :, 1:] - x[:, :, :-1])
        case("totalVariation", {"squared": power == 2}, [shape], variation, tolerance=2e-6)

boxes = [0.0, 0.0, 1.0, 2.0, -1.0, 0.5, 0.25, 1.5, 0.0, 0.0, 3.0, 3.0]
others = [0.5, 0.25, 1.5, 1.75, -0.5, 0.75, 0.5, 2.5, 1.0, 1.0, 2.0, 2.5]


def iou(b, t):
    t = t.detach()
    size = (torch.min(b[:, 2:], t[:, 2:]) - torch.max(b[:, :2], t[:, :2])).clamp(min=0)
    shared = size.prod(1)
    union = (b[:, 2:] - b[:, :2]).prod(1) + (t[:, 2:] - t[:, :2]).prod(1) - shared
    return (1 - shared / (union + 1e-7))[:, None]


case("iouLoss", {}, [[3, 4], [3, 4]], iou, values={"x0": boxes, "x1": others}, tolerance=2e-6)

write(__file__)
