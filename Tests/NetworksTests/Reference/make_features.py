"""Writes features/*.f32: pooled features and logits of two images in float64, and features/errors-*.txt: how far
PyTorch's own float32 is from them, as relative L2. That depends on the instruction set: run it plainly on a machine
with AVX-512, and once more under ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2.

Weights and pixels come from a formula that FormulaNumbers.swift repeats, so that none need to be kept; with
../shared/data present, ResNet-18 also runs on its real weights. A file holds [2, 2·C] features (the maximum of each
channel, then the mean), then [2, 1000] logits, rounded to float32."""

import pathlib

import numpy as np
import torch
import torchvision
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import load_file

HERE = pathlib.Path(__file__).parent
REAL = HERE.parents[3] / "shared/data/weights/resnet18-imagenet-pqf.safetensors"
CASES = [
    ("resnet18", 96), ("resnet34", 112), ("resnet50", 64), ("resnext50_32x4d", 64), ("efficientnet_lite0", 64), ("efficientnet_lite0", 75),
]


def uniform(stream, count):
    """Numbers in -1 ..< 1 from SplitMix64 of the counter stream · 2³² + index."""
    with np.errstate(over="ignore"):
        z = (np.arange(count, dtype=np.uint64) + np.uint64(stream << 32 & (1 << 64) - 1) + np.uint64(1)) * np.uint64(
            0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2**23 - 1


def weight(stream, name, shape):
    """Weights with the variance that keeps features about as large as pixels are (He et al. 2015)."""
    values = uniform(stream, int(np.prod(shape)))
    if name.endswith("running_mean"):
        values = 0.2 * values
    elif name.endswith("running_var"):
        values = 1 + 0.5 * values
    elif len(shape) == 1:
        values = 0.2 * values + (1 if name.endswith("weight") else 0)
    else:
        values = values * np.sqrt(6 / np.prod(shape[1:]))
    return torch.from_numpy(values.reshape(shape).astype(np.float32))


def pixels(size):
    return torch.from_numpy((2 * uniform(1000, 2 * 3 * size * size)).reshape(2, 3, size, size).astype(np.float32))


def network(name, size):
    if name == "efficientnet_lite0":
        return EfficientNet.from_name("efficientnet-lite0", image_size=size).eval()
    return getattr(torchvision.models, name)(weights=None).eval()


def run(model, x):
    if hasattr(model, "extract_features"):
        maps = model.extract_features(x)
    else:
        maps = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        for layer in (model.layer1, model.layer2, model.layer3, model.layer4):
            maps = layer(maps)
    return torch.cat([maps.amax((2, 3)), maps.mean((2, 3))], 1), model(x)


def write(name, file_name, model, size, errors):
    with torch.no_grad():
        x = pixels(size)
        single = run(model, x)
        double = run(model.double(), x.double())
    error = [((s.double() - d).norm() / d.norm()).item() for s, d in zip(single, double)]
    print(file_name, "%.4e %.4e" % tuple(error), file=errors)
    np.concatenate([d.numpy().ravel() for d in double]).astype("<f4").tofile(HERE / f"features/{file_name}.f32")


if __name__ == "__main__":
    (HERE / "features").mkdir(exist_ok=True)
    with open(HERE / f"features/errors-{torch.backends.cpu.get_cpu_capability()}.txt", "w") as errors:
        for name, size in CASES:
            model = network(name, size)
            state = model.state_dict()
            keys = [key for key in state if not key.endswith("num_batches_tracked")]
            model.load_state_dict({key: weight(i, key, state[key].shape) for i, key in enumerate(keys)}, strict=False)
            write(name, f"{name}-{size}", model, size, errors)
        if REAL.exists():
            model = network("resnet18", 224)
            model.load_state_dict(load_file(REAL), strict=False)
            write("resnet18", "resnet18-imagenet-224", model, 224, errors)
