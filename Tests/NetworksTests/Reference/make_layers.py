"""Writes layers.txt, by PyTorch in float64 on the weights and pixels of make_features.py:

field NETWORK SIZE LAYER POSITION FIRST END   the pixels, along a side, on which a position of a layer depends, by autograd:
                                              where the gradient is not zero. Weights are made positive, ReLUs identities,
                                              and the maximum a mean, so that no gradient is zero by chance.
peak NETWORK SIZE LAYER CHANNEL POSITION VALUE POSITION VALUE   the largest number of a channel, for two images."""

import pathlib

import torch
from torch import nn

from make_features import network, pixels, weight

HERE = pathlib.Path(__file__).parent
# Our names of layers beside those of PyTorch's modules.
LAYERS = {
    "resnet18": [("conv1", "conv1"), ("maxpool", "maxpool"), ("layer1.0.conv2", "layer1.0.conv2"), ("layer1", "layer1"),
                 ("layer2.0.downsample.1", "layer2.0.downsample.1"), ("layer2.0.bn2", "layer2.0.bn2"),
                 ("layer2", "layer2"), ("layer4", "layer4")],
    "efficientnet_lite0": [("_conv_stem", "_conv_stem"), ("_blocks.0", "_blocks.0"), ("_blocks.2", "_blocks.2"),
                           ("_blocks.4._depthwise_conv", "_blocks.4._depthwise_conv"), ("_blocks.5", "_blocks.5"),
                           ("_blocks.15", "_blocks.15"), ("_bn1", "_bn1")],
}


def load(name, size):
    model = network(name, size)
    state = model.state_dict()
    keys = [key for key in state if not key.endswith("num_batches_tracked")]
    model.load_state_dict({key: weight(i, key, state[key].shape) for i, key in enumerate(keys)}, strict=False)
    return model.double()


def outputs(model, layers, x):
    """What layers give; copies, because what comes after them may work in place."""
    found = {}
    hooks = [model.get_submodule(module).register_forward_hook(
        lambda _, __, output, layer=layer: found.__setitem__(layer, output.clone())) for layer, module in layers]
    model(x)
    for hook in hooks:
        hook.remove()
    return found


def without_chance(model):
    for parameter in model.parameters():
        parameter.data = parameter.data.abs()
    for name, module in list(model.named_modules()):
        for child, part in list(module.named_children()):
            if isinstance(part, (nn.ReLU, nn.ReLU6)):
                setattr(module, child, nn.Identity())
            elif isinstance(part, nn.MaxPool2d):
                setattr(module, child, nn.AvgPool2d(part.kernel_size, part.stride, part.padding))
    return model


if __name__ == "__main__":
    with open(HERE / "layers.txt", "w") as file:
        for name, size in [("resnet18", 96), ("efficientnet_lite0", 75)]:
            with torch.no_grad():
                for layer, maps in outputs(load(name, size), LAYERS[name], pixels(size).double()).items():
                    for channel in (0, maps.shape[1] - 1):
                        peaks = [maps[image, channel].flatten().max(0) for image in range(2)]
                        print("peak", name, size, layer, channel,
                              *["%d %.8g" % (peak.indices, peak.values) for peak in peaks], file=file)
            model = without_chance(load(name, size))
            x = torch.rand(1, 3, size, size, dtype=torch.float64).requires_grad_()
            for layer, maps in outputs(model, LAYERS[name], x).items():
                for position in sorted({0, maps.shape[2] // 2, maps.shape[2] - 1}):
                    gradient, = torch.autograd.grad(maps[0, :, position, position].sum(), x, retain_graph=True)
                    columns, rows = (gradient.abs().sum((0, 1, axis)).nonzero().flatten() for axis in (2, 3))
                    assert torch.equal(columns, rows)
                    print("field", name, size, layer, position, columns.min().item(), columns.max().item() + 1, file=file)
