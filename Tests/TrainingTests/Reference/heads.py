"""Our random draws and head, a second time from their description, on PyTorch in float64.

The draws are Philox4x32-10 of Random123, Box-Muller and Fisher-Yates.
"""
import math

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
SEED, FEATURES, HIDDEN, CLASSES, BATCH, EPOCHS, RATE, DECAY = 7, 22, 12, 3, 8, 3, 0.05, 0.003
TRAINING, VALIDATION = 33, 11
DROPOUT = [0.25, 0.5]
MASK = 0xFFFFFFFF


def philox(counter, key):
    a, b, c, d = counter
    low, high = key & MASK, key >> 32
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (second >> 32) ^ b ^ low, second & MASK, (first >> 32) ^ d ^ high, first & MASK
        low, high = (low + 0x9E3779B9) & MASK, (high + 0xBB67AE85) & MASK
    return a, b, c, d


def unit(high, low):
    return ((high >> 5) * 2**26 + (low >> 6)) / 2**53


def normals(count, purpose):
    values = []
    for block in range((count + 1) // 2):
        a, b, c, d = philox((block, 0, 0, purpose), SEED)
        radius, angle = math.sqrt(-2 * math.log(1 - unit(a, b))), 2 * math.pi * unit(c, d)
        values += [radius * math.cos(angle), radius * math.sin(angle)]
    return np.array(values[:count])


def shuffled(elements, epoch):
    elements = list(elements)
    for last in range(len(elements) - 1, 0, -1):
        a, b, _, _ = philox((last, 0, epoch, 2), SEED)
        other = ((a << 32 | b) * (last + 1)) >> 64
        elements[last], elements[other] = elements[other], elements[last]
    return elements


def mask(rows, count, epoch, layer):
    result = np.zeros((len(rows), count))
    for place, row in enumerate(rows):
        for block in range((count + 3) // 4):
            for i, word in enumerate(philox((block, row, epoch, 3 | layer << 8), SEED)):
                if 4 * block + i < count:
                    kept = word >= int(DROPOUT[layer] * 2**32)
                    result[place, 4 * block + i] = kept / (1 - DROPOUT[layer])
    return torch.tensor(result)


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList([nn.BatchNorm1d(FEATURES), nn.BatchNorm1d(HIDDEN)])
        self.linears = nn.ModuleList([nn.Linear(FEATURES, HIDDEN), nn.Linear(HIDDEN, CLASSES)])
        for layer, linear in enumerate(self.linears):
            draws = normals(linear.weight.numel(), 1 | layer << 8).reshape(linear.weight.shape)
            # The first weights are float32, as ours are.
            weight = (draws * math.sqrt(2 / linear.in_features)).astype(np.float32)
            linear.weight.data = torch.tensor(weight.astype(np.float64))
            linear.bias.data.zero_()

    def forward(self, x, masks=(None, None)):
        for layer, (norm, linear) in enumerate(zip(self.norms, self.linears)):
            x = norm(x)
            if masks[layer] is not None:
                x = x * masks[layer]
            x = linear(x)
            if layer == 0:
                x = torch.relu(x)
        return x


def state(head, gradients=False):
    result = []
    for norm, linear in zip(head.norms, head.linears):
        read = lambda p: (p.grad if gradients else p).detach().flatten().tolist()
        layer = dict(gamma=read(norm.weight), beta=read(norm.bias), weight=read(linear.weight), bias=read(linear.bias))
        if not gradients:
            layer |= dict(mean=norm.running_mean.tolist(), variance=norm.running_var.tolist())
        result.append(layer)
    return result


generator = np.random.default_rng(1)
rows = TRAINING + VALIDATION
targets = generator.integers(0, CLASSES, rows)
centres = generator.normal(0, 1, (CLASSES, FEATURES))
features = (generator.normal(0.3, 1.2, (rows, FEATURES)) + centres[targets]).astype(np.float32)
x, y = torch.tensor(features.astype(np.float64)), torch.tensor(targets)
training = [row for row in range(rows) if row % 4 != 3]
validation = [row for row in range(rows) if row % 4 == 3]
assert len(training) == TRAINING and len(validation) == VALIDATION
