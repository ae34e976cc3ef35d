#!/usr/bin/env python3
"""Makes reliability.json with scikit-learn. Run: python3 make-reliability.py > reliability.json

Confidences, some of them on the edges of the ten ranges, whether they were right, and what calibration_curve makes of them.
"""
import json

import numpy as np
from sklearn.calibration import calibration_curve

generator = np.random.default_rng(11)
confidence = np.concatenate([generator.uniform(0.31, 1, 200), [0.5, 0.75, 1.0, 0.25, 0.125]]).astype(np.float32)
right = generator.random(confidence.size) < confidence**1.5
accuracy, mean = calibration_curve(right, confidence.astype(np.float64), n_bins=10, strategy="uniform")
counts = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], confidence.astype(np.float64)), minlength=10)
counts = counts[counts > 0]
error = float((counts * np.abs(accuracy - mean)).sum() / counts.sum())
print(json.dumps(dict(
    confidence=[float(x) for x in confidence], right=[int(x) for x in right], accuracy=accuracy.tolist(),
    mean=mean.tolist(), error=error)))
