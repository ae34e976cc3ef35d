#!/usr/bin/env python3
"""Makes metrics.json with scikit-learn and SciPy. Run: python3 make-reference.py > metrics.json"""
import json

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support

generator = np.random.default_rng(3)
classes = ["ants", "bees", "Wasps", "moths", "never"]
actual = generator.choice(4, 90, p=[0.4, 0.3, 0.25, 0.05])
logits = generator.normal(0, 1.5, (90, 5)) + 2.5 * np.eye(5)[actual]
logits[:, 4] = -40  # never predicted, never there: all scores undefined
logits[3, actual[3]] = -60  # a true class of probability zero in float32
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
probabilities = probabilities.astype(np.float32)
predicted = probabilities.argmax(1)
labels = list(range(5))
precision, recall, f1, support = precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
intervals = []
for successes, count in [(0, 1), (1, 1), (0, 20), (20, 20), (145, 153), (1883, 2044), (1, 1000), (7, 13)]:
    low, high = binomtest(successes, count).proportion_ci(0.95, method="wilson")
    intervals.append([successes, count, low, high])
print(json.dumps(dict(
    classes=classes, actual=actual.tolist(), predicted=predicted.tolist(),
    probabilityOfActual=[float(p) for p in probabilities[np.arange(90), actual]],
    matrix=confusion_matrix(actual, predicted, labels=labels).flatten().tolist(),
    accuracy=accuracy_score(actual, predicted), precision=precision.tolist(), recall=recall.tolist(), f1=f1.tolist(),
    support=support.tolist(), logLoss=float(log_loss(actual, probabilities, labels=labels)),
    intervals=intervals), separators=(",", ":")).replace('],"', '],\n"'))
