"""Fine-tunes a whole network on augmented photographs with PyTorch: channels last, SGD, one epoch.

usage: fit_full.py ARCHITECTURE pytorch|fastai PATHS WORKERS OUTPUT.pt    (PATHS: a file; a photograph, a tab and its class
a line)
"""
import importlib
import sys

import torch

from networks import network

name, loader, paths, workers, output = sys.argv[1:6]
torch.set_num_threads(2)
paths, labels = zip(*(line.split("\t") for line in open(paths).read().splitlines()))
batches = importlib.import_module(loader + "_loader").augmented(paths, labels, 32, int(workers))
model = network(name).train().to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
for images, labels in batches:
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images.contiguous(memory_format=torch.channels_last)), labels)
    loss.backward()
    optimizer.step()
torch.save(model.state_dict(), output)
