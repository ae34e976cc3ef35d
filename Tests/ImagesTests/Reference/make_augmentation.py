#!/usr/bin/env python3
"""Makes augmentation.f32: what OpenCV and NumPy make of a picture, as the lesson's library calls them.

Made with OpenCV 5.0.0, NumPy 2.4.6, Pillow 13.0.0; AugmentationTests.swift lists the same changes in the same order.
"""
import os

import cv2
import numpy as np
from PIL import Image

folder = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(2018)


def rotate(x, degrees):
    height, width = x.shape[:2]
    matrix = cv2.getRotationMatrix2D((width // 2, height // 2), degrees, 1)
    return cv2.warpAffine(x, matrix, (width, height), borderMode=cv2.BORDER_REFLECT, flags=cv2.WARP_FILL_OUTLIERS + cv2.INTER_AREA)


def light(x, brightness, contrast):
    mean = np.average(x.astype(np.float64))
    return np.clip((x - mean) * contrast + mean + brightness, 0.0, 1.0).astype(np.float32)


def turn(x, quarters, flips):
    x = np.rot90(x, quarters)
    return np.fliplr(x) if flips else x


def pad(x, padding):
    return cv2.copyMakeBorder(x, padding, padding, padding, padding, cv2.BORDER_REFLECT)


picture = random.random((8, 11, 3), dtype=np.float32)
results = [picture]
results += [rotate(picture, degrees) for degrees in (10, -7.3, 0.01, 45, 90, 180, -179)]
results += [light(picture, *arguments) for arguments in ((0.05, 1.05), (-0.05, 1 / 1.05), (0.3, 1), (0, 3))]
results += [turn(picture, quarters, flips) for flips in (False, True) for quarters in range(4)]
results += [pad(picture, padding) for padding in (1, 5, 8)]
# Several, one after the other.
results += [turn(light(rotate(pad(picture, 3), 8), 0.04, 1.03), 1, True)]

# A whole view of rgb.png: 97 × 61 pixels to a short side of int(1.3 · 23) = 29.
image = np.asarray(Image.open(os.path.join(folder, "rgb.png")), np.float32)
scaled = np.stack([np.asarray(Image.fromarray(image[..., c].copy()).resize((29 * 97 // 61, 29), Image.BILINEAR)) for c in range(3)], -1)
view = turn(light(rotate(pad(scaled / 255, 2), -9), -0.03, 1.02), 3, True)
height, width = view.shape[:2]
top, left = int(np.floor(0.8 * (height - 20))), int(np.floor(0.3 * (width - 20)))
results += [(view[top : top + 20, left : left + 20] - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)]

# Borders of other kinds.
for mode in (cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE):
    results += [cv2.copyMakeBorder(picture, padding, padding, padding, padding, mode, value=0) for padding in (1, 9)]


# Squares that lose their aspect: of the whole picture, and of parts (left, top, width, height), reduced, enlarged and both.
def resize(x, size):
    return (cv2.resize(x, (size, size), interpolation=cv2.INTER_AREA) - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)


large = random.random((45, 66, 3), dtype=np.float32)
results += [large]
for left, top, width, height in ((0, 0, 66, 45), (5, 7, 33, 32), (1, 1, 32, 16), (15, 13, 51, 20), (9, 8, 16, 10), (51, 0, 15, 45), (3, 2, 1, 1)):
    results += [resize(large[top : top + height, left : left + width], 16)]

with open(os.path.join(folder, "augmentation.f32"), "wb") as file:
    for result in results:
        file.write(np.ascontiguousarray(result, np.float32).tobytes())
