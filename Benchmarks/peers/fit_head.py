"""Trains the lesson's head on precomputed features with PyTorch, as `fit-head` does.

usage: fit_head.py ACTIVATIONS.safetensors EPOCHS [THREADS]
One record an epoch: its number, its seconds, the validation loss.
"""
import json
import sys
import time

import torch
from safetensors.torch import load_file

activations, epochs = sys.argv[1:3]
torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 2)
torch.manual_seed(42)
tensors = load_file(activations)
is_training = tensors["split"] == 0
features, labels = tensors["features"][is_training], tensors["target"][is_training]
valid_features, valid_labels = tensors["features"][~is_training], tensors["target"][~is_training]
classes = int(tensors["target"].max()) + 1
model = torch.nn.Sequential(
    torch.nn.BatchNorm1d(features.shape[1]), torch.nn.Dropout(0.25), torch.nn.Linear(features.shape[1], 512),
    torch.nn.ReLU(), torch.nn.BatchNorm1d(512), torch.nn.Dropout(0.5), torch.nn.Linear(512, classes),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for epoch in range(int(epochs)):
    start = time.perf_counter()
    model.train()
    for rows in torch.randperm(len(labels)).split(64):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(features[rows]), labels[rows]).backward()
        optimizer.step()
    model.eval()
    with torch.inference_mode():
        loss = torch.nn.functional.cross_entropy(model(valid_features), valid_labels).item()
    print(json.dumps({"epoch": epoch, "val_loss": loss, "seconds": time.perf_counter() - start}))
