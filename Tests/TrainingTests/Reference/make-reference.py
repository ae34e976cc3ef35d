#!/usr/bin/env python3
"""Makes training.json: one training of a small head by PyTorch in float64, with our random draws.

The draws are made a second time in heads.py, so that shuffles, dropout masks and first weights are checked too.
Run: python3 make-reference.py > training.json
"""
import json

from heads import *

result = dict(
    seed=SEED, hidden=HIDDEN, classes=CLASSES, batch=BATCH, rate=RATE, decay=DECAY, dropout=DROPOUT,
    features=features.flatten().tolist(), targets=targets.tolist(), training=training, validation=validation)

# One step without dropout on the first eight training rows, and twenty of them.
head = Head()
optimizer = torch.optim.SGD(head.parameters(), lr=RATE, momentum=0.9, weight_decay=DECAY)
result["initial"] = state(head)
losses = []
for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(head(x[training[:8]]), y[training[:8]])
    loss.backward()
    if step == 0:
        result["firstGradients"] = state(head, gradients=True)
    optimizer.step()
    losses.append(loss.item())
    if step == 0:
        result["afterOneStep"] = state(head)
result["stepLosses"], result["afterTwentySteps"] = losses, state(head)

# The whole loop: 33 rows in batches of 8, the last of which would be a single row and is merged into the one before.
head = Head()
optimizer = torch.optim.SGD(head.parameters(), lr=RATE, momentum=0.9, weight_decay=DECAY)
average, count, epochs = 0.0, 0, []
for epoch in range(EPOCHS):
    order = shuffled(training, epoch)
    head.train()
    for start, end in [(0, 8), (8, 16), (16, 24), (24, 33)]:
        batch = order[start:end]
        optimizer.zero_grad()
        masks = [mask(batch, FEATURES, epoch, 0), mask(batch, HIDDEN, epoch, 1)]
        loss = nn.functional.cross_entropy(head(x[batch], masks), y[batch])
        loss.backward()
        optimizer.step()
        count += 1
        average = 0.98 * average + 0.02 * loss.item()
    head.eval()
    with torch.no_grad():
        logits = head(x[validation])
        epochs.append(dict(
            order=order, trainingLoss=average / (1 - 0.98**count),
            validationLoss=nn.functional.cross_entropy(logits, y[validation]).item(),
            accuracy=(logits.argmax(1) == y[validation]).double().mean().item()))
result["epochs"], result["trained"], result["logits"] = epochs, state(head), logits.flatten().tolist()
print(json.dumps(result, separators=(",", ":")).replace('],"', '],\n"'))
