"""Writes steps/*.txt: steps of a body with a head on top, in float64.

The first line has the loss of each step. Then there is a line for each tensor, as in make_gradients.py: name, norm, the
relative L2 error of PyTorch's own float32, and scalar products with EIGHT vectors, here of how the first step changed the
tensor, running statistics among them. The head is that of fast.ai, with sixteen hidden units, three classes and no
dropout; rates differ between the layer groups. Weights come from a formula, with small residual branches (Goyal et al.
2017, arXiv:1706.02677): without that, rounding grows so much from step to step that PyTorch's own float32 is off by tens
of percents after twenty. bfloat16.txt has the largest relative error of a loss of PyTorch's own bfloat16 (autocast)."""

import pathlib

import numpy as np
import torch

from make_features import network, uniform, weight
from make_gradients import EIGHT, features

HERE = pathlib.Path(__file__).parent
CASES = [
    ("resnet18", "", 20), ("resnext50_32x4d", "", 20), ("efficientnet_lite0", "", 20),
    ("resnext50_32x4d", "-evaluate", 1), ("efficientnet_lite0", "-evaluate", 1),
]
SIZE, BATCH, RATE = 64, 8, 1e-3
# The blocks of Lite0 with a sum: the layers with as many channels and as large a map as the one before.
LITE0_SUMS = {2, 4, 6, 7, 9, 10, 12, 13, 14}


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


def ends_branch(name, key):
    if name == "efficientnet_lite0":
        return key.endswith("._bn2.weight") and int(key.split(".")[1]) in LITE0_SUMS
    return key.startswith("layer") and key.endswith(".bn2.weight" if name == "resnet18" else ".bn3.weight")


def run(name, mode, steps, dtype, computed=None):
    """The losses and the first changes; `computed` is what autocast computes the body in."""
    body = network(name, SIZE)
    state = body.state_dict()
    stream = 0
    for key in state:
        if not key.endswith("num_batches_tracked"):
            state[key] = weight(stream, key, state[key].shape) * (0.1 if ends_branch(name, key) else 1)
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
        {"params": [p for key, p in named if group(key) == "early"], "lr": RATE / 100},
        {"params": [p for key, p in named if group(key) == "late"], "lr": RATE / 10},
        {"params": head.parameters(), "lr": RATE}], momentum=0.9)
    named += [(key, b) for key, b in body.named_buffers() if "running_" in key]
    before = {key: p.detach().clone() for key, p in named}
    layout = torch.contiguous_format if computed is None else torch.channels_last
    losses, changes = [], {}
    for step in range(steps):
        pixels = torch.from_numpy(
            (2 * uniform(6000 + step, BATCH * 3 * SIZE * SIZE)).reshape(BATCH, 3, SIZE, SIZE).astype(np.float32))
        labels = torch.tensor([(7 * place + step) % 3 for place in range(BATCH)])
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=computed, enabled=computed is not None):
            rows = features(body, pixels.to(dtype, memory_format=layout))
        loss = torch.nn.functional.cross_entropy(head(rows.to(dtype)), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step == 0:
            changes = {key: (p.detach() - before[key]).double().flatten().numpy() for key, p in named}
    return losses, changes


if __name__ == "__main__":
    (HERE / "steps").mkdir(exist_ok=True)
    bfloat16 = []
    for name, mode, steps in CASES:
        (losses, exact), (single_losses, single) = (
            run(name, mode, steps, torch.float64), run(name, mode, steps, torch.float32))
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
        if not mode:
            rounded, _ = run(name, mode, steps, torch.float32, computed=torch.bfloat16)
            bfloat16.append(f"{name} {max(abs(a / b - 1) for a, b in zip(rounded, losses)):.3g}")
    (HERE / "steps/bfloat16.txt").write_text("\n".join(bfloat16) + "\n")
