#!/usr/bin/env python3
"""Makes search.json: a search for a learning rate by PyTorch in float64, and what fastai makes of such curves.

Run: python3 make-search.py > search.json
"""
import json

from heads import *


def valley(losses):
    """The place that fastai 2.8.12 suggests (callback/schedule.py, valley), without its logarithms and plots."""
    lengths, end, start = [1] * len(losses), 0, 0
    for i in range(1, len(losses)):
        for j in range(i):
            if losses[i] < losses[j] and lengths[i] < lengths[j] + 1:
                lengths[i] = lengths[j] + 1
            if lengths[end] < lengths[i]:
                end = i
                start = end - lengths[end]
    sections = (end - start) / 3
    return start + int(sections) + int(sections / 2)


head = Head()
optimizer = torch.optim.SGD(head.parameters(), lr=RATE, momentum=0.9, weight_decay=DECAY)
average, best, points, bounds = 0.0, 1e9, [], [(0, 8), (8, 16), (16, 24), (24, 33)]
for number in range(100):
    epoch, place = divmod(number, 4)
    batch = shuffled(training, epoch)[slice(*bounds[place])]
    rate = 1e-5 * (10 / 1e-5) ** (number / 100)
    optimizer.param_groups[0]["lr"] = rate
    optimizer.zero_grad()
    masks = [mask(batch, FEATURES, epoch, 0), mask(batch, HIDDEN, epoch, 1)]
    loss = nn.functional.cross_entropy(head(x[batch], masks), y[batch])
    loss.backward()
    optimizer.step()
    average = 0.85 * average + 0.15 * loss.item()
    smoothed = average / (1 - 0.85 ** (number + 1))
    if math.isnan(smoothed) or smoothed > 4 * best:
        break
    if number >= 11:
        best = min(best, smoothed)
    points.append((rate, smoothed))

generator = np.random.default_rng(3)
curves = [[loss for _, loss in points]]
for shape in range(6):
    at = np.arange(100)
    curve = 2 - 0.01 * at + (0.02 + 0.02 * shape) * generator.normal(0, 1, 100) + np.maximum(0, at - 70) ** 2 * 0.003
    curves.append(np.round(curve, 4).tolist())
judged = [curve[10:-5] for curve in curves]
print(json.dumps(dict(
    rates=[rate for rate, _ in points], curves=curves,
    minima=[10 + int(np.argmin(losses)) for losses in judged],
    valleys=[10 + valley(losses) for losses in judged]), separators=(",", ":")).replace('],"', '],\n"'))
