"""Copies of photographs with Pillow, decoded at a reduced scale where that is enough (`draft`), by two processes.

usage: resize.py PATHS SHORT_SIDE FOLDER    (PATHS: a file, a photograph a line)
"""
import multiprocessing
import os
import sys

from PIL import Image

paths, short, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def copy(path):
    image = Image.open(path)
    scale = short / min(image.size)
    size = tuple(round(length * scale) for length in image.size)
    image.draft("RGB", size)
    image = image.convert("RGB").resize(size, Image.Resampling.BILINEAR)
    # What ds-resize writes.
    image.save(os.path.join(folder, os.path.basename(path)), quality=90, subsampling=0)


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        pool.map(copy, open(paths).read().splitlines(), chunksize=8)
