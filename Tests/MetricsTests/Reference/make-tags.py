#!/usr/bin/env python3
"""Makes tags.json with scikit-learn. Run: python3 make-tags.py > tags.json"""
import json

import numpy as np
from sklearn.metrics import fbeta_score, multilabel_confusion_matrix, precision_recall_fscore_support

generator = np.random.default_rng(8)
names = ["agriculture", "clear", "never", "primary", "Water"]
actual = generator.random((40, 5)) < [0.3, 0.8, 0, 0.9, 0.2]
predicted = np.where(generator.random((40, 5)) < 0.75, actual, generator.random((40, 5)) < 0.4)
predicted[:, 2] = False  # never predicted, never there: all scores undefined
actual[5] = predicted[5] = False  # an image without a tag, of which none is predicted
result = dict(
    names=names, actual=[np.flatnonzero(row).tolist() for row in actual],
    predicted=[np.flatnonzero(row).tolist() for row in predicted],
    f2=fbeta_score(actual, predicted, beta=2, average="samples", zero_division=0))
precision, recall, f1, support = precision_recall_fscore_support(actual, predicted, zero_division=0)
f2 = fbeta_score(actual, predicted, beta=2, average=None, zero_division=0)
matrices = multilabel_confusion_matrix(actual, predicted)
result["tags"] = [
    [precision[i], recall[i], f1[i], f2[i]] + [int(matrices[i][cell]) for cell in [(1, 1), (0, 1), (1, 0)]]
    for i in range(5)]
micro = precision_recall_fscore_support(actual, predicted, average="micro")
result["micro"] = list(micro[:3]) + [fbeta_score(actual, predicted, beta=2, average="micro")]
macro = precision_recall_fscore_support(actual, predicted, average="macro", zero_division=0)
result["macro"] = list(macro[:3]) + [fbeta_score(actual, predicted, beta=2, average="macro", zero_division=0)]
print(json.dumps(result, separators=(",", ":")).replace('],"', '],\n"'))
