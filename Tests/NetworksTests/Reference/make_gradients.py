"""Writes gradients/*.txt: the gradients of all weights after one pass forward and backward in float64, as projections.

A file has a line for each tensor: name, norm, the relative L2 error of PyTorch's own float32, and the scalar products
with EIGHT vectors from the formula of make_features.py, of which the distance of other gradients can be estimated. The
running statistics after the pass come in the same way. What is differentiated is the scalar product of the pooled
features (of three images) with another vector; batch norm uses the batch's statistics, or the running ones where the
file's name ends in -evaluate: batch norm of three small images through fifty layers makes float32 itself wrong by
percents."""

import pathlib

import numpy as np
import torch

from make_features import network, uniform, weight

HERE = pathlib.Path(__file__).parent
CASES = [
    ("resnet18", 64, ""), ("resnet18", 64, "-evaluate"), ("resnext50_32x4d", 64, "-evaluate"),
    ("efficientnet_lite0", 64, "-evaluate"), ("efficientnet_lite0", 75, "-evaluate"),
]
EIGHT = range(4000, 4008)


def features(model, x):
    if hasattr(model, "extract_features"):
        maps = model.extract_features(x)
    else:
        x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        maps = model.layer4(model.layer3(model.layer2(model.layer1(x))))
    return torch.cat([torch.nn.functional.adaptive_max_pool2d(maps, 1).flatten(1),
                      maps.mean((2, 3))], 1)


def run(name, size, mode, dtype):
    model = network(name, size)
    state = model.state_dict()
    stream = 0
    for key in state:
        if not key.endswith("num_batches_tracked"):
            state[key] = weight(stream, key, state[key].shape)
            stream += 1
    model.load_state_dict(state)
    model = model.to(dtype)
    model.train(mode == "")
    if hasattr(model, "_global_params"):
        model._global_params = model._global_params._replace(drop_connect_rate=0.0)
    pixels = torch.from_numpy((2 * uniform(1001, 9 * size * size)).reshape(3, 3, size, size).astype(np.float32))
    rows = features(model, pixels.to(dtype))
    direction = torch.from_numpy(uniform(1002, rows.numel()).astype(np.float32)).reshape(rows.shape).to(dtype)
    (rows * direction).sum().backward()
    result = {"features": rows.detach()}
    for key, parameter in model.named_parameters():
        if parameter.grad is not None:
            result[key] = parameter.grad
    for key, buffer in model.named_buffers():
        if key.endswith(("running_mean", "running_var")):
            result[key] = buffer
    return {key: value.double().flatten().numpy() for key, value in result.items()}


if __name__ == "__main__":
    for name, size, mode in CASES:
        exact, single = run(name, size, mode, torch.float64), run(name, size, mode, torch.float32)
        lines = []
        for key, value in exact.items():
            norm = np.linalg.norm(value)
            error = np.linalg.norm(single[key] - value) / norm
            projections = [float(value @ uniform(stream, value.size)) for stream in EIGHT]
            lines.append(" ".join([key, repr(float(norm)), f"{error:.3g}"] + [f"{p:.12g}" for p in projections]))
        (HERE / f"gradients/{name}-{size}{mode}.txt").write_text("\n".join(lines) + "\n")
        errors = [float(line.split()[2]) for line in lines]
        print(name, size, mode, f"PyTorch's float32: median {np.median(errors):.2g}, worst {max(errors):.2g}")
