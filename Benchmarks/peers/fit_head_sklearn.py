"""A perceptron with a hidden layer: as near as scikit-learn comes to the lesson's head: no dropout, no batch norm.

usage: fit_head_sklearn.py ACTIVATIONS.safetensors EPOCHS
"""
import json
import sys
import time

import numpy
from safetensors.numpy import load_file
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

activations, epochs = sys.argv[1:3]
tensors = load_file(activations)
is_training = tensors["split"] == 0
features, labels = tensors["features"][is_training], tensors["target"][is_training]
valid_features, valid_labels = tensors["features"][~is_training], tensors["target"][~is_training]
classes = numpy.unique(tensors["target"])
model = MLPClassifier([512], solver="sgd", batch_size=64, learning_rate_init=0.01, momentum=0.9, nesterovs_momentum=False)
for epoch in range(int(epochs)):
    start = time.perf_counter()
    model.partial_fit(features, labels, classes=classes)
    loss = log_loss(valid_labels, model.predict_proba(valid_features), labels=classes)
    print(json.dumps({"epoch": epoch, "val_loss": loss, "seconds": time.perf_counter() - start}))
