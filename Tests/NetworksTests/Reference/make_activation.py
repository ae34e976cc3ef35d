"""Writes activation.txt: Grad-CAM maps of two images by PyTorch's autograd in float64, on the weights and pixels of
make_features.py. A line holds the network, the size of its input, what classifies, the number of the class, and the map of
the first image, then that of the second, row by row.

The head is batch norm, linear, ReLU, batch norm, linear in evaluation mode, on the maximum of each channel, then the mean."""

import pathlib

import torch
from torch import nn

from make_features import network, pixels, uniform, weight

HERE = pathlib.Path(__file__).parent
HIDDEN, CLASSES = 24, 3


def maps(model, x):
    if hasattr(model, "extract_features"):
        return model.extract_features(x)
    x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
    for layer in (model.layer1, model.layer2, model.layer3, model.layer4):
        x = layer(x)
    return x


def numbers(stream, *shape):
    return torch.from_numpy(uniform(stream, int(torch.tensor(shape).prod())).astype("float32")).double().reshape(shape)


def layer(stream, inputs, outputs):
    norm, linear = nn.BatchNorm1d(inputs), nn.Linear(inputs, outputs)
    norm.weight.data, norm.bias.data = 1 + 0.3 * numbers(stream, inputs), 0.3 * numbers(stream + 1, inputs)
    norm.running_mean, norm.running_var = 0.3 * numbers(stream + 2, inputs), 1 + 0.5 * numbers(stream + 3, inputs)
    linear.weight.data, linear.bias.data = 0.1 * numbers(stream + 4, outputs, inputs), 0.1 * numbers(stream + 5, outputs)
    return [norm, linear]


def head(width):
    return nn.Sequential(*layer(2000, width, HIDDEN), nn.ReLU(), *layer(2010, HIDDEN, CLASSES)).double().eval()


def grad_cam(features, logits, output):
    gradient, = torch.autograd.grad(logits[:, output].sum(), features, retain_graph=True)
    return ((gradient.mean((2, 3), keepdim=True) * features).sum(1)).relu()


if __name__ == "__main__":
    with open(HERE / "activation.txt", "w") as file:
        for name, size in [("resnet18", 96), ("efficientnet_lite0", 75)]:
            model = network(name, size)
            state = model.state_dict()
            keys = [key for key in state if not key.endswith("num_batches_tracked")]
            model.load_state_dict({key: weight(i, key, state[key].shape) for i, key in enumerate(keys)}, strict=False)
            model = model.double()
            features = maps(model, pixels(size).double())
            mean = features.mean((2, 3))
            pooled = torch.cat([nn.functional.adaptive_max_pool2d(features, 1).flatten(1), mean], 1)
            linear = model._fc if hasattr(model, "_fc") else model.fc
            for what, logits in [("head", head(pooled.shape[1])(pooled)), ("published", linear(mean))]:
                for output in (0, 2):
                    values = grad_cam(features, logits, output).flatten().tolist()
                    print(name, size, what, output, *["%.7g" % value for value in values], file=file)
