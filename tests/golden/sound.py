"""Writes sound.json: spectrograms, mel filter banks and other rates, by the definitions in NumPy and SciPy, float64.

    python3 tests/golden/sound.py      (NumPy 2, SciPy 1.17)
"""
import base64
import json
import math
from pathlib import Path

import numpy as np
from scipy import signal

t = np.arange(700) / 8000
samples = (0.4 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * (900 + 4000 * t) * t) + 0.05 * np.cos(t * 12345)).astype(np.float32)
x = samples.astype(np.float64)


def pack(values, kind="<f4"):
    return base64.b64encode(np.ascontiguousarray(values, kind).tobytes()).decode()


def power(size, hop, window, length, pad, exponent=2):
    weights = signal.get_window({"hann": "hann", "hamming": "hamming", "blackman": "blackman", "rectangular": "boxcar"}[window], length, fftbins=True)
    left = (size - length) // 2
    weights = np.pad(weights, (left, size - length - left))
    padded = {"reflect": lambda: np.pad(x, size // 2, mode="reflect"), "silence": lambda: np.pad(x, size // 2), "none": lambda: x}[pad]()
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    return np.abs(np.fft.rfft(frames * weights)) ** exponent


def hz_to_mel(f, scale):
    f = np.asarray(f, np.float64)
    if scale == "htk":
        return 2595 * np.log10(1 + f / 700)
    return np.where(f < 1000, f * 3 / 200, 15 + 27 * np.log(np.maximum(f, 1e-9) / 1000) / np.log(6.4))


def mel_to_hz(m, scale):
    if scale == "htk":
        return 700 * (10 ** (m / 2595) - 1)
    return np.where(m < 15, m * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (m - 15)))


def bank(rate, size, bands, low, high, scale, norm):
    corners = mel_to_hz(np.linspace(hz_to_mel(low, scale), hz_to_mel(high, scale), bands + 2), scale)
    hertz = np.arange(size // 2 + 1) * rate / size
    rise = (hertz - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
    fall = (corners[2:, None] - hertz) / (corners[2:] - corners[1:-1])[:, None]
    weights = np.maximum(0, np.minimum(rise, fall))
    return weights * (2 / (corners[2:] - corners[:-2]))[:, None] if norm == "area" else weights


def resampled(old, new):
    g = math.gcd(old, new)
    old, new = old // g, new // g
    band = min(old, new) * 0.99
    width = math.ceil(6 * old / band)
    idx = np.arange(-width, width + old) / old
    at = np.clip((-np.arange(new) / new)[:, None] * band + idx * band, -6, 6)
    kernel = np.sinc(at) * np.cos(at * np.pi / 12) ** 2 * band / old
    padded = np.pad(x, (width, width + old))
    frames = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[1])[::old]
    return (frames @ kernel.T).reshape(-1)[: math.ceil(len(x) * new / old)]


spectra = [
    dict(size=size, hop=hop, window=window, windowLength=length, pad=pad, power=exponent)
    for size, hop, window, length, pad, exponent in (
        (128, 100, "hann", 128, "reflect", 2),
        (64, 200, "hamming", 64, "none", 2),
        (128, 150, "blackman", 101, "silence", 1),
        (100, 90, "rectangular", 100, "reflect", 2),
        (75, 160, "hann", 50, "reflect", 1),
    )
]
banks = [
    dict(sampleRate=8000, size=128, bands=12, low=0, high=4000, scale="htk", norm="height"),
    dict(sampleRate=8000, size=128, bands=10, low=50, high=3500, scale="slaney", norm="area"),
    dict(sampleRate=22050, size=256, bands=8, low=300, high=11025, scale="slaney", norm="height"),
]
mel = power(128, 100, "hann", 128, "reflect") @ bank(8000, 128, 12, 0, 4000, "htk", "height").T
decibels = 10 * np.log10(np.maximum(mel, 1e-10))
out = {
    "samples": pack(samples),
    "spectra": [{"options": o, "data": pack(power(o["size"], o["hop"], o["window"], o["windowLength"], o["pad"], o["power"]), "<f8")} for o in spectra],
    "banks": [{"options": o, "data": pack(bank(o["sampleRate"], o["size"], o["bands"], o["low"], o["high"], o["scale"], o["norm"]), "<f8")} for o in banks],
    "logMel": {"all": pack(decibels, "<f8"), "of30": pack(np.maximum(decibels, decibels.max() - 30), "<f8")},
    "resampled": [{"from": a, "to": b, "data": pack(resampled(a, b), "<f8")} for a, b in ((8000, 4000), (8000, 11025), (48000, 8000), (3, 7))],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=0) + "\n")
print(path, path.stat().st_size)
