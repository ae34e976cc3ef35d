"""Features of photographs with PyTorch: traced network, one file.

usage: precompute.py ARCHITECTURE pytorch|fastai PATHS WORKERS OUTPUT.npy    (PATHS: a file, a photograph a line)
"""
import importlib
import sys

import numpy
import torch

from networks import network, prepared, without_classifier

name, loader, paths, workers, output = sys.argv[1:6]
batch = 32
torch.set_num_threads(2)
views = importlib.import_module(loader + "_loader").views(open(paths).read().splitlines(), batch, int(workers))
model = prepared(without_classifier(network(name)), "traced", torch.randn(batch, 3, 224, 224))
rows = []
with torch.inference_mode():
    for images in views:
        rows.append(model(images.contiguous(memory_format=torch.channels_last)).numpy())
numpy.save(output, numpy.concatenate(rows))
