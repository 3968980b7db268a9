"""What torchvision 0.14 (on tensors, and PIL 9.4 under it where it takes bytes) makes of small pictures: tests/augment/golden.test.ts.

    python3 tests/golden/augment.py

Pictures are whole numbers from common.unit's hash, so only results are stored. Definitions on floats are computed in float64 on values
from 0 to 1, as torchvision has them, and stored times 255; those on bytes are stored as bytes, from PIL, and must equal torchvision's own.
"""

import json
import pathlib

import numpy as np
import torch
import torchvision.transforms.functional as F
from PIL import Image, ImageOps
from torchvision.transforms.autoaugment import AutoAugment, AutoAugmentPolicy, RandAugment, TrivialAugmentWide, _apply_op

from common import unit

SIZES = [(5, 7), (8, 6), (1, 1), (2, 9), (16, 17)]
LARGE = 250  # pixels, from which on only what needs so many is stored: equalizing fewer does nothing


def picture(height, width, channels, stream):
    return np.floor(unit(stream, height * width * channels) * 256).reshape(height, width, channels)


def on_floats(function):
    def run(x):
        tensor = torch.tensor(x.transpose(2, 0, 1) / 255, dtype=torch.float64)
        return (function(tensor).numpy().transpose(1, 2, 0) * 255).astype(np.float32)

    return run


def on_bytes(of_pil, of_tensor):
    def run(x):
        array = x.astype(np.uint8)
        image = Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)
        result = np.array(of_pil(image)).reshape(array.shape)
        other = of_tensor(torch.tensor(array.transpose(2, 0, 1))).numpy().transpose(1, 2, 0)
        assert np.array_equal(result, other), "PIL and torchvision differ"
        return result

    return run


def blurred(sigma, size):
    def run(x):
        if min(x.shape[:2]) <= size // 2:
            return None  # torchvision mirrors only once
        return on_floats(lambda t: F.gaussian_blur(t, [size, size], [sigma, sigma]))(x)

    return run


def operation(name, magnitude):
    nearest = F.InterpolationMode.NEAREST
    return on_floats(lambda t: _apply_op(t, name, magnitude, interpolation=nearest, fill=[0.0] * t.shape[0]))


CASES = {
    **{f"brightness {f}": on_floats(lambda t, f=f: F.adjust_brightness(t, f)) for f in [0, 0.4, 1.7]},
    **{f"contrast {f}": on_floats(lambda t, f=f: F.adjust_contrast(t, f)) for f in [0, 0.5, 1.8]},
    **{f"saturation {f}": on_floats(lambda t, f=f: F.adjust_saturation(t, f)) for f in [0, 0.3, 1.9]},
    **{f"hue {f}": on_floats(lambda t, f=f: F.adjust_hue(t, f)) for f in [-0.5, -0.1, 0.25, 0.4]},
    **{f"sharpness {f}": on_floats(lambda t, f=f: F.adjust_sharpness(t, f)) for f in [0, 0.5, 2.5]},
    "grayscale": on_floats(lambda t: F.rgb_to_grayscale(t, t.shape[0])),
    "invert": on_bytes(ImageOps.invert, F.invert),
    "autoContrast": on_floats(F.autocontrast),
    "blur 0.7 3": blurred(0.7, 3),
    "blur 1.3 7": blurred(1.3, 7),
    **{f"posterize {b}": on_bytes(lambda i, b=b: ImageOps.posterize(i, b), lambda t, b=b: F.posterize(t, b)) for b in [1, 4, 8]},
    **{f"solarize {s}": on_bytes(lambda i, s=s: ImageOps.solarize(i, s), lambda t, s=s: F.solarize(t, s)) for s in [1, 128, 255]},
    **{f"shearX {m}": operation("ShearX", m) for m in [-0.29, 0.13]},
    **{f"shearY {m}": operation("ShearY", m) for m in [-0.29, 0.13]},
    **{f"translateX {m}": operation("TranslateX", m) for m in [-2.9, 3.2]},
    **{f"translateY {m}": operation("TranslateY", m) for m in [-2.9, 3.2]},
    **{f"rotate {m}": operation("Rotate", m) for m in [-29.5, 7.3]},
    "equalize": on_bytes(ImageOps.equalize, F.equalize),
    "normalize": on_floats(lambda t: F.normalize(t, [0.5, 0.4, 0.3][: t.shape[0]], [0.2, 0.25, 0.3][: t.shape[0]])),
}

rows = []
for number, (height, width) in enumerate(SIZES):
    for channels in [1, 3]:
        stream = 10 * number + channels
        x = picture(height, width, channels, stream)
        results = {name: run(x) for name, run in CASES.items() if (height * width > LARGE) == (name == "equalize")}
        values = {name: [float(f"{v:.7g}") for v in y.ravel().tolist()] for name, y in results.items() if y is not None}
        rows.append({"height": height, "width": width, "channels": channels, "stream": stream, "results": values})


def space(policy, bins, *size):
    """Each operation's magnitudes, and whether it goes either way; a number alone for those that have none."""
    return {name: [m.double().reshape(-1).tolist(), signed] for name, (m, signed) in policy._augmentation_space(bins, *size).items()}


automatic = AutoAugment(AutoAugmentPolicy.CIFAR10)
policies = {
    "autoAugment": automatic.policies,
    "spaces": {
        "autoAugment": space(automatic, 10, (40, 60)),
        "randAugment": space(RandAugment(), 31, (40, 60)),
        "trivialAugment": space(TrivialAugmentWide(), 31),
    },
}

text = json.dumps({"torchvision": "0.14", "policies": policies, "pictures": rows}, separators=(",", ":"))
pathlib.Path(__file__).with_suffix(".json").write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n")
