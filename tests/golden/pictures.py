"""Writes pictures.json: PNG and JPEG files and what Pillow reads in them; pictures and how Pillow resizes them.

    python3 tests/golden/pictures.py DATA      (Pillow 12 with libjpeg-turbo, NumPy 2)

DATA is the folder of the real data; of each folder of pictures there, one hash of all that Pillow reads is written.

PNG files of kinds that Pillow does not write are written here; where Pillow reads 8 bits of them, it must agree.
"""
import base64
import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

random = np.random.default_rng(1)
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
cases = []


def text(data):
    return base64.b64encode(data).decode()


def add(name, file, pixels, **options):
    pixels = np.asarray(pixels, np.uint8)
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    cases.append({"name": name, "file": text(file), "shape": pixels.shape, "pixels": text(pixels.tobytes()), **options})


def photo(width, height, channels=3):
    """Something with soft and hard edges, as photographs have."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [120 + 90 * np.sin((x * (c + 2) + y * (3 - c)) / 7) + 30 * ((x // 5 + y // 4 + c) % 2) for c in range(channels)]
    noisy = np.stack(planes, -1) + random.normal(0, 6, (height, width, channels))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def pack(rows, depth):
    """Samples [height, width * samples] as PNG stores them."""
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in rows]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in rows]
    bits = (rows[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1
    return [np.packbits(row).tobytes() for row in bits.reshape(len(rows), -1).astype(np.uint8)]


def filtered(rows, reach):
    """Each row by the next of the five filters."""
    out, above = b"", bytes(len(rows[0]))
    for y, row in enumerate(rows):
        kind = y % 5
        line = bytearray()
        for i, value in enumerate(row):
            a = row[i - reach] if i >= reach else 0
            b = above[i]
            c = above[i - reach] if i >= reach else 0
            nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line.append((value - [0, a, b, (a + b) >> 1, nearest][kind]) & 255)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(samples, colour, depth, interlaced=False, extra=(), parts=1):
    """samples: [height, width, samples of a pixel]."""
    height, width, count = samples.shape
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    raw = b""
    for x, y, step_x, step_y in passes:
        part = samples[y::step_y, x::step_x]
        if part.size:
            raw += filtered(pack(part.reshape(len(part), -1), depth), max(1, depth * count // 8))
    data = zlib.compress(raw)
    cut = -(-len(data) // parts)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))
        + chunk(b"tEXt", b"Comment\0passed over")
        + b"".join(chunk(kind, data) for kind, data in extra)
        + b"".join(chunk(b"IDAT", data[i : i + cut]) for i in range(0, len(data), cut))
        + chunk(b"IEND", b"")
    )


def to_bytes(samples, depth):
    return np.rint(samples.astype(np.float64) * 255 / (2**depth - 1)).astype(np.uint8)


def pngs():
    size = (11, 13)
    for colour, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items():
        for depth in depths:
            for interlaced in (False, True):
                colours = min(2**depth, 40)
                samples = random.integers(0, colours if colour == 3 else 2**depth, (*size, SAMPLES[colour]))
                name = f"PNG of colour type {colour}, {depth} bits{', Adam7' if interlaced else ''}"
                if colour == 3:
                    palette = random.integers(0, 256, (colours, 3)).astype(np.uint8)
                    file = png(samples, 3, depth, interlaced, [(b"PLTE", palette.tobytes())], parts=3)
                    pixels = palette[samples[..., 0]]
                else:
                    file = png(samples, colour, depth, interlaced, parts=3)
                    pixels = to_bytes(samples, depth)
                add(name, file, pixels)
                if depth <= 8:
                    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[pixels.shape[2]]
                    read = np.asarray(Image.open(io.BytesIO(file)).convert(mode)).reshape(pixels.shape)
                    assert np.array_equal(read, pixels), name
    for width, height in ((1, 1), (2, 5), (5, 1), (3, 3)):
        samples = random.integers(0, 256, (height, width, 3))
        add(f"PNG of {width}x{height}, Adam7", png(samples, 2, 8, True), samples)
    palette = random.integers(0, 256, (4, 3)).astype(np.uint8)
    samples = random.integers(0, 4, (*size, 1))
    alpha = np.array([0, 99, 255, 255], np.uint8)
    file = png(samples, 3, 2, extra=[(b"PLTE", palette.tobytes()), (b"tRNS", alpha[:2].tobytes())])
    add("PNG with a palette with opacity", file, np.dstack([palette[samples[..., 0]], alpha[samples[..., 0]]]))
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(file)).convert("RGBA")).reshape(-1), np.frombuffer(base64.b64decode(cases[-1]["pixels"]), np.uint8))
    samples = random.integers(0, 4, (*size, 1))
    file = png(samples, 0, 2, extra=[(b"tRNS", struct.pack(">H", 2))])
    add("PNG with a transparent grey", file, np.dstack([samples[..., 0] * 85, np.where(samples[..., 0] == 2, 0, 255)]))
    samples = random.integers(0, 2, (*size, 3)) * 0x1234
    file = png(samples, 2, 16, extra=[(b"tRNS", struct.pack(">HHH", 0x1234, 0, 0x1234))])
    opaque = ~((samples[..., 0] == 0x1234) & (samples[..., 1] == 0) & (samples[..., 2] == 0x1234))
    add("PNG with a transparent colour of 16 bits", file, np.dstack([to_bytes(samples, 16), opaque * 255]))


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def jpegs():
    picture = Image.fromarray(photo(37, 27))
    kinds = {
        "4:2:0": dict(subsampling=2),
        "4:2:2": dict(subsampling=1),
        "4:4:4": dict(subsampling=0),
        "progressive 4:2:0": dict(subsampling=2, progressive=True),
        "progressive 4:4:4": dict(subsampling=0, progressive=True),
        "of low quality": dict(quality=10),
        "with restarts": dict(restart_marker_blocks=2),
        "without a change of colours": dict(keep_rgb=True, subsampling=0),
    }
    for name, options in kinds.items():
        file = jpeg(picture, **options)
        add(f"JPEG, {name}", file, Image.open(io.BytesIO(file)))
    for progressive in (False, True):
        file = jpeg(picture.convert("L"), progressive=progressive)
        add(f"JPEG, grey{', progressive' if progressive else ''}", file, Image.open(io.BytesIO(file)))
    for width, height in ((1, 1), (8, 8), (9, 16), (17, 3)):
        file = jpeg(Image.fromarray(photo(width, height)), subsampling=2)
        add(f"JPEG of {width}x{height}", file, Image.open(io.BytesIO(file)))
    file = jpeg(picture)
    add("JPEG as grey", file, Image.open(io.BytesIO(file)).convert("L"), channels=1)


def orientations():
    small = Image.fromarray(photo(10, 7))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x010F] = "maker"
        exif[0x0112] = orientation
        file = jpeg(small, exif=exif.tobytes())
        add(f"JPEG of orientation {orientation}", file, ImageOps.exif_transpose(Image.open(io.BytesIO(file))))
    add("JPEG of orientation 8, as stored", file, Image.open(io.BytesIO(file)), upright=False)
    little = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    samples = photo(4, 3)
    add("PNG of orientation 6", png(samples, 2, 8, extra=[(b"eXIf", little)]), np.rot90(samples, 3))


def resizes():
    out = []
    for width, height, channels, new_width, new_height in ((23, 17, 3, 8, 8), (23, 17, 1, 9, 40), (5, 7, 4, 16, 9), (31, 31, 3, 31, 10), (64, 48, 1, 3, 2), (6, 6, 3, 6, 6)):
        picture = photo(width, height, channels)
        image = Image.fromarray(picture if channels > 1 else picture[..., 0])
        if channels == 4:  # Pillow weighs RGBA by its opacity; here it is a channel like the others
            planes = [np.asarray(Image.fromarray(picture[..., c]).resize((new_width, new_height), Image.BILINEAR)) for c in range(4)]
            resized = np.stack(planes, -1)
        else:
            resized = np.asarray(image.resize((new_width, new_height), Image.BILINEAR))
        out.append(
            {
                "from": [width, height, channels],
                "to": [new_width, new_height],
                "picture": text(picture.tobytes()),
                "pixels": text(resized.tobytes()),
            }
        )
    return out


def folders(data):
    out = {}
    for folder in ("imagenet-samples/images", "bccd/images", "unet-membrane/image", "unet-membrane/label"):
        paths = sorted((data / folder).iterdir())
        digest = hashlib.sha256()
        for path in paths:
            digest.update(np.asarray(Image.open(path)).tobytes())
        out[folder] = {"count": len(paths), "sha256": digest.hexdigest()}
    return out


pngs()
jpegs()
orientations()
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"pictures": cases, "resizes": resizes(), "folders": folders(Path(sys.argv[1]))}, indent=0) + "\n")
print(path, path.stat().st_size, len(cases))
