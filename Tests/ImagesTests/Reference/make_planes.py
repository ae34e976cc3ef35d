#!/usr/bin/env python3
"""Makes what Pillow makes of JPEG images in the colours that these keep: planes.u8, of planes.txt; and upright-chroma.jpg.

Made with Pillow 13.0.0 and OpenCV 5.0.0 from the images that make.py made.
"""
import os

import cv2
import numpy as np
from PIL import Image, ImageOps

folder = os.path.dirname(os.path.abspath(__file__))
here = lambda name: os.path.join(folder, name)

# Colour of half the height, 4:4:0, which Pillow does not write.
factors = [cv2.IMWRITE_JPEG_QUALITY, 85, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440]
cv2.imwrite(here("upright-chroma.jpg"), cv2.imread(here("rgb.png")), factors)

# Of 97 × 61 pixels. Those that are less than half of it are decoded at a half, a quarter, an eighth.
jobs = [("baseline.jpg", 101, 64)]
for name in ["baseline.jpg", "full-chroma.jpg", "half-chroma.jpg", "upright-chroma.jpg"]:
    jobs += [(name, *size) for size in [(45, 28), (23, 15), (11, 7), (5, 3)]]
for orientation in range(2, 9):
    jobs += [(f"orientation-{orientation}.jpg", 31, 20), (f"orientation-{orientation}.jpg", 20, 13)]

with open(here("planes.u8"), "wb") as out, open(here("planes.txt"), "w") as table:
    for name, width, height in jobs:
        image = Image.open(here(name))
        wide, high = ImageOps.exif_transpose(image).size
        image = Image.open(here(name))
        reduction = next((r for r in (8, 4, 2) if min(wide / width, high / height) >= 2 * r), 1)
        image.draft("YCbCr", tuple(side // reduction for side in image.size))
        assert image.mode == "YCbCr" and image.size[0] == -(-Image.open(here(name)).size[0] // reduction)
        image = ImageOps.exif_transpose(image)
        planes = image.resize((width, height), Image.BILINEAR, (0, 0, wide / reduction, high / reduction))
        out.write(np.asarray(planes).tobytes())
        print(name, width, height, file=table)
