"""What torchvision 0.14 on float64 tensors, and Pillow 9.4 in its mode F, make of small pictures: tests/augment/geometryGolden.test.ts.

    python3 tests/golden/geometry.py

Pictures are whole numbers from common.unit's hash, so only results are stored. Angles and sizes avoid places half-way between pixels, where
both sides would be right and differ.
"""

import json
import pathlib

import numpy as np
import torch
import torchvision.transforms.functional as F
from PIL import Image
from torchvision.transforms import InterpolationMode

from common import unit

SIZES = [(6, 9, 3), (7, 7, 1)]
MODES = {"nearest": InterpolationMode.NEAREST, "bilinear": InterpolationMode.BILINEAR}
FILTERS = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}


def picture(height, width, channels, stream):
    return np.floor(unit(stream, height * width * channels) * 256).reshape(height, width, channels)


def on_tensor(x, function):
    tensor = torch.tensor(x.transpose(2, 0, 1), dtype=torch.float64)
    return function(tensor).numpy().transpose(1, 2, 0)


def on_planes(x, function):
    planes = [np.array(function(Image.fromarray(x[:, :, c].astype(np.float32)))) for c in range(x.shape[2])]
    return np.stack(planes, axis=2)


def affine(x, mode, angle=0.0, translate=(0, 0), scale=1.0, shear=(0.0, 0.0)):
    # torchvision's angle here is clockwise, fovea's counter-clockwise
    return on_tensor(x, lambda t: F.affine(t, -angle, list(translate), scale, list(shear), interpolation=MODES[mode]))


def rows(x):
    for mode in MODES:
        yield ["rotate", {"degrees": 31.7, "sampling": mode}, affine(x, mode, angle=31.7)]
        yield ["rotate", {"degrees": -100.3, "sampling": mode}, affine(x, mode, angle=-100.3)]
        yield ["translate", {"x": 2, "y": -1, "sampling": mode}, affine(x, mode, translate=(2, -1))]
        yield ["scale", {"x": 1.37, "y": 1.37, "sampling": mode}, affine(x, mode, scale=1.37)]
        yield ["scale", {"x": 0.61, "y": 0.61, "sampling": mode}, affine(x, mode, scale=0.61)]
        yield ["shear", {"x": 13.3, "sampling": mode}, affine(x, mode, shear=(13.3, 0.0))]
        yield ["shear", {"x": 11.1, "y": -17.9, "sampling": mode}, affine(x, mode, shear=(11.1, -17.9))]
    for name, filter in FILTERS.items():
        for size in [(3, 4), (10, 13), (4, 16), (1, 2)]:
            resized = on_planes(x, lambda image: image.resize(size[::-1], filter))
            yield ["resize", {"size": size, "sampling": name}, resized]
    for mode in ["edge", "reflect", "constant"]:
        border = {"edge": "replicate"}.get(mode, mode)
        padded = on_tensor(x, lambda t: F.pad(t, [2, 1, 3, 4], padding_mode=mode))
        yield ["pad", {"padding": {"left": 2, "top": 1, "right": 3, "bottom": 4}, "border": border}, padded]


def perspectives(x):
    height, width = x.shape[:2]
    start = [[0, 0], [width, 0], [width, height], [0, height]]
    for end in [
        [[0.7, 0.4], [width - 1.3, 0.9], [width - 0.2, height - 1.1], [1.6, height - 0.3]],
        [[1.1, 1.2], [width - 0.1, 0.3], [width - 1.7, height - 0.6], [0.2, height - 1.9]],
    ]:
        yield [end, on_tensor(x, lambda t: F.perspective(t, start, end, interpolation=MODES["bilinear"]))]


def numbers(y):
    return [float(f"{value:.6g}") for value in y.ravel().tolist()]


pictures = []
for stream, (height, width, channels) in enumerate(SIZES):
    x = picture(height, width, channels, stream)
    pictures.append(
        {
            "height": height,
            "width": width,
            "channels": channels,
            "stream": stream,
            "transforms": [[name, options, numbers(y)] for name, options, y in rows(x)],
            "perspectives": [[end, numbers(y)] for end, y in perspectives(x)],
        }
    )

text = json.dumps({"torchvision": "0.14", "pillow": "9.4", "pictures": pictures}, separators=(",", ":"))
pathlib.Path(__file__).with_suffix(".json").write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n")
