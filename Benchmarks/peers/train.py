"""Training steps of PyTorch on random pixels: forward, cross-entropy, backward, SGD with momentum.

usage: train.py ARCHITECTURE eager|channels-last|bfloat16 [BATCH] [SIZE] [THREADS]
"""
import sys

import torch

from networks import network, pixels
from repeating import repeat

name, mode = sys.argv[1:3]
batch, size, threads = [int(text) for text in sys.argv[3:]] + [32, 224, 2][len(sys.argv) - 3:]
torch.set_num_threads(threads)
images = pixels(batch, size, "eager" if mode == "eager" else "traced")
labels = torch.arange(batch) % 20
model = network(name).train()
if mode != "eager":
    model = model.to(memory_format=torch.channels_last)
if mode == "bfloat16":
    model = torch.compile(model)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)


def step():
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=mode == "bfloat16"):
        loss = torch.nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()


step()
repeat(step, batch)
