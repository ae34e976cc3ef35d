#!/usr/bin/env python3
"""Makes tag-losses.json with PyTorch. Run: python3 make-tag-losses.py > tag-losses.json"""
import json

import torch

# Usual outputs, and some whose probabilities are 0 or 1 in float32 or even in float64: right ones, and wrong ones.
logits = [[0.3, -1.2, 2.5, -0.01], [20, -20, 60, -60], [-17.5, 88, -200, 1000], [1e30, -1e30, 0, 5], [-104, 104, -104, 104]]
labels = [[[0, 2], [1, 3], []], [[0, 2], [1, 3], [0, 1, 2, 3]], [[1, 3], [0, 2], []], [[0], [1], [3]], [[1, 3], [0], [0, 2]]]
losses = []
for row, choices in zip(logits, labels):
    outputs = torch.tensor(row, dtype=torch.float32).double()
    for choice in choices:
        targets = torch.tensor([1.0 if index in choice else 0.0 for index in range(4)], dtype=torch.float64)
        losses.append(torch.nn.functional.binary_cross_entropy_with_logits(outputs, targets).item())
print(json.dumps(dict(logits=logits, labels=labels, losses=losses)))
