#!/usr/bin/env python3
"""Makes ranking.json with NumPy. Run: python3 make-ranking.py > ranking.json

Predictions of one of four classes, of one of two, and of any of five, as predict writes them; and the orders that
fastai 0.7's ImageModelResults gives: wrong or right ones by the probability of their class, and all by how sure they are.
"""
import json

import numpy as np

generator = np.random.default_rng(5)


def softmax(logits):
    exponentials = np.exp(logits - logits.max(1, keepdims=True))
    return (exponentials / exponentials.sum(1, keepdims=True)).astype(np.float32)


def names(places):
    return ["class %d" % place for place in places]


def single(count, classes):
    probabilities = softmax(generator.normal(0, 2, (count, classes)))
    probabilities[7] = probabilities[3]  # equal ones stay in their order
    labels = generator.integers(0, classes, count)
    labels[7] = labels[3]
    of_label = probabilities[np.arange(count), labels]
    predicted = probabilities.argmax(1)
    known = np.arange(count) % 9 != 5  # some without a label
    wrong = np.flatnonzero(known & (predicted != labels))
    right = np.flatnonzero(known & (predicted == labels))
    records = []
    for row in range(count):
        record = dict(path="%d.jpg" % row, predicted="class %d" % predicted[row])
        if known[row]:
            record.update(label="class %d" % labels[row], loss=float(-np.log(of_label[row].astype(np.float64))))
        record.update(
            confidence=float(probabilities[row].max()),
            probabilities=dict(zip(names(range(classes)), map(float, probabilities[row]))))
        records.append(record)
    uncertain = probabilities.max(1).argsort(kind="stable")
    if classes == 2:
        nearest_to_half = np.abs(probabilities[:, 1].astype(np.float64) - 0.5)
        assert np.all(np.diff(nearest_to_half[uncertain]) > -1e-7)
    return dict(
        records=records, incorrect=wrong[of_label[wrong].argsort(kind="stable")].tolist(),
        correct=right[(-of_label[right]).argsort(kind="stable")].tolist(), uncertain=uncertain.tolist())


def tags(count, classes, threshold):
    logits = generator.normal(-1, 2, (count, classes))
    probabilities = (1 / (1 + np.exp(-logits))).astype(np.float32)
    labels = generator.random((count, classes)) < np.where(generator.random((count, classes)) < 0.8, logits > -1.3, 0.3)
    predicted = probabilities > threshold
    exact = probabilities.astype(np.float64)
    losses = -np.where(labels, np.log(exact), np.log1p(-exact)).mean(1)
    is_right = (labels == predicted).all(1)
    wrong, right = np.flatnonzero(~is_right), np.flatnonzero(is_right)
    distances = np.abs(exact - threshold)
    records = [
        dict(
            path="%d.jpg" % row, labels=names(np.flatnonzero(labels[row])), predicted=names(np.flatnonzero(predicted[row])),
            threshold=threshold, confidence=float(probabilities[row].max()), loss=float(losses[row]),
            probabilities=dict(zip(names(range(classes)), map(float, probabilities[row]))))
        for row in range(count)]
    return dict(
        records=records, incorrect=wrong[(-losses[wrong]).argsort(kind="stable")].tolist(),
        correct=right[losses[right].argsort(kind="stable")].tolist(),
        uncertain=distances.min(1).argsort(kind="stable").tolist(), nearest=names(distances.argmin(1)))


result = dict(four=single(60, 4), two=single(40, 2), tags=tags(50, 5, 0.21))
print(json.dumps(result, separators=(",", ":")).replace('},{"path', '},\n{"path'))
