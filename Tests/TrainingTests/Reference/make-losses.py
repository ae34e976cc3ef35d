#!/usr/bin/env python3
"""Makes losses.json: losses with their gradients, and steps of AdamW, by PyTorch in float64.

Run: python3 make-losses.py > losses.json
"""
import json
import math

import numpy as np
import torch
from sklearn.metrics import fbeta_score
from sklearn.utils.class_weight import compute_class_weight

random = np.random.default_rng(5)
logits = random.normal(size=(6, 4)).astype(np.float32)
single = [0, 1, 2, 2, 3, 1]
several = [[0], [1, 2], [], [0, 1, 2, 3], [3], [1]]
weights = [1.0, 0.5, 2.0, 4.0]
result = dict(logits=logits.flatten().tolist(), single=single, several=several, weights=weights)


def case(loss, targets):
    x = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    value = loss(x, targets)
    value.backward()
    return dict(loss=value.item(), gradient=x.grad.flatten().tolist())


hot = torch.tensor([[1.0 if c in row else 0.0 for c in range(4)] for row in several], dtype=torch.float64)
w = torch.tensor(weights, dtype=torch.float64)
for name, smoothing, weight in [("plain", 0, None), ("smoothed", 0.1, None), ("weighted", 0, w), ("both", 0.1, w)]:
    result["single " + name] = case(
        torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing), torch.tensor(single))
    result["several " + name] = case(
        torch.nn.BCEWithLogitsLoss(weight=weight), hot * (1 - smoothing) + smoothing / 2)
result["balanced"] = compute_class_weight("balanced", classes=np.arange(4), y=np.array(single)).tolist()

probabilities = 1 / (1 + np.exp(-logits.astype(np.float64))) * 0.4
result["probabilities"] = probabilities.flatten().tolist()
result["f2"] = [
    fbeta_score(hot.numpy(), probabilities > threshold / 100, beta=2, average="samples", zero_division=0)
    for threshold in range(17, 24)]

# AdamW on a quadratic, with a momentum that changes as in one cycle.
start = random.normal(size=37).astype(np.float32)
target = random.normal(size=37).astype(np.float32)
parameter = torch.tensor(start, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.AdamW([parameter], lr=0.03, weight_decay=0.1)
trace, rates = [], []


def sched_cos(a, b, p):  # fastai 2, callback/schedule.py
    return a + (1 + math.cos(math.pi * (1 - p))) * (b - a) / 2


for step in range(24):
    part = step / 24
    if part < 0.25:
        rate, momentum = sched_cos(0.03 / 25, 0.03, part / 0.25), sched_cos(0.95, 0.85, part / 0.25)
    else:
        rate, momentum = sched_cos(0.03, 0.03 / 1e5, (part - 0.25) / 0.75), sched_cos(0.85, 0.95, (part - 0.25) / 0.75)
    optimizer.param_groups[0].update(lr=rate, betas=(momentum, 0.999))
    rates.append([rate, momentum])
    optimizer.zero_grad()
    ((parameter - torch.tensor(target, dtype=torch.float64)) ** 2).sum().backward()
    optimizer.step()
    if step in (0, 23):
        trace.append(parameter.detach().tolist())
result.update(start=start.tolist(), target=target.tolist(), trace=trace, rates=rates)
print(json.dumps(result, separators=(",", ":")).replace('],"', '],\n"'))
