"""Forward passes of PyTorch on random pixels.

usage: forward.py ARCHITECTURE eager|traced|bfloat16 [BATCH] [SIZE] [REPEATS] [THREADS]
"""
import sys

import torch

from networks import network, pixels, prepared
from repeating import repeat

name, mode = sys.argv[1:3]
batch, size, repeats, threads = [int(text) for text in sys.argv[3:]] + [32, 224, 1, 2][len(sys.argv) - 3:]
torch.set_num_threads(threads)
images = pixels(batch, size, mode)
model = prepared(network(name), mode, images)


def work():
    with torch.inference_mode():
        for _ in range(repeats):
            model(images)


# Compilers want to see a few calls first.
for _ in range(3):
    work()
repeat(work, batch * repeats)
