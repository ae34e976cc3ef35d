"""Writes steps/*.txt: steps of a body with a head on top, in float64.

The first line has the loss of each step: twenty of ResNet-18, but only one of the others, where these weights and
noise for pixels let PyTorch's own float32 lose its way by tens of percents within twenty. Then there is a line for each tensor, as in make_gradients.py: name, norm,
the relative L2 error of PyTorch's own float32, and scalar products with EIGHT vectors, here of how the first step
changed the tensor. The head is that of fast.ai, with sixteen hidden units, three classes and no dropout; rates differ
between the layer groups."""

import pathlib

import numpy as np
import torch

from make_features import network, uniform, weight
from make_gradients import EIGHT, features

HERE = pathlib.Path(__file__).parent
CASES = [("resnet18", "", 20, 1e-3), ("resnext50_32x4d", "-evaluate", 1, 1e-2), ("efficientnet_lite0", "-evaluate", 1, 1e-2)]
SIZE, BATCH = 64, 8


def linear(stream, inputs, outputs):
    layer = torch.nn.Linear(inputs, outputs)
    layer.weight.data = torch.from_numpy(
        (uniform(stream, inputs * outputs) * np.sqrt(6 / inputs)).reshape(outputs, inputs).astype(np.float32))
    layer.bias.data.zero_()
    return layer


def group(name):
    if name.startswith(("layer3", "layer4", "_conv_head", "_bn1")):
        return "late"
    if name.startswith("_blocks."):
        # Blocks down to stride 8: stem, 1 + 2 + 2.
        return "early" if int(name.split(".")[1]) < 5 else "late"
    return "early"


def run(name, mode, steps, rate, dtype):
    body = network(name, SIZE)
    state = body.state_dict()
    stream = 0
    for key in state:
        if not key.endswith("num_batches_tracked"):
            state[key] = weight(stream, key, state[key].shape)
            stream += 1
    body.load_state_dict(state)
    body = body.to(dtype).train(mode == "")
    if hasattr(body, "_global_params"):
        body._global_params = body._global_params._replace(drop_connect_rate=0.0)
    width = features(body.eval(), torch.zeros(1, 3, SIZE, SIZE, dtype=dtype)).shape[1]
    body.train(mode == "")
    head = torch.nn.Sequential(
        torch.nn.BatchNorm1d(width), linear(5000, width, 16), torch.nn.ReLU(), torch.nn.BatchNorm1d(16),
        linear(5001, 16, 3)).to(dtype)
    named = [(key, p) for key, p in body.named_parameters() if not key.startswith(("fc.", "_fc."))]
    optimizer = torch.optim.SGD([
        {"params": [p for key, p in named if group(key) == "early"], "lr": rate / 100},
        {"params": [p for key, p in named if group(key) == "late"], "lr": rate / 10},
        {"params": head.parameters(), "lr": rate}], momentum=0.9)
    before = {key: p.detach().clone() for key, p in named}
    losses, changes = [], {}
    for step in range(steps):
        pixels = torch.from_numpy(
            (2 * uniform(6000 + step, BATCH * 3 * SIZE * SIZE)).reshape(BATCH, 3, SIZE, SIZE).astype(np.float32))
        labels = torch.tensor([(7 * place + step) % 3 for place in range(BATCH)])
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(features(body, pixels.to(dtype))), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step == 0:
            changes = {key: (p.detach() - before[key]).double().flatten().numpy() for key, p in named}
    return losses, changes


if __name__ == "__main__":
    (HERE / "steps").mkdir(exist_ok=True)
    for name, mode, steps, rate in CASES:
        (losses, exact), (single_losses, single) = (
            run(name, mode, steps, rate, torch.float64), run(name, mode, steps, rate, torch.float32))
        lines = [" ".join(f"{loss:.12g}" for loss in losses)]
        errors = []
        for key, value in exact.items():
            norm = np.linalg.norm(value)
            if norm < 1e-9:
                continue
            errors.append(np.linalg.norm(single[key] - value) / norm)
            projections = [float(value @ uniform(stream, value.size)) for stream in EIGHT]
            lines.append(" ".join([key, repr(float(norm)), f"{errors[-1]:.3g}"] + [f"{p:.12g}" for p in projections]))
        (HERE / f"steps/{name}{mode}.txt").write_text("\n".join(lines) + "\n")
        worst = max(abs(a - b) / a for a, b in zip(losses, single_losses))
        print(name, mode, "losses", [round(loss, 3) for loss in losses], f"float32's worst {worst:.2g};",
              f"changes: median {np.median(errors):.2g}, worst {max(errors):.2g}")
