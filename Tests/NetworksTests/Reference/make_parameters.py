"""Writes parameters.txt: for each architecture the number of published tensors, of their elements, and a digest of
"name shape" lines in state-dictionary order, as torchvision and efficientnet-lite-pytorch have them."""

import hashlib
import pathlib

import torchvision
from efficientnet_lite_pytorch import EfficientNet

NAMES = [
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "resnext101_32x8d",
    "resnext101_64x4d", "wide_resnet50_2",
]


def model(name):
    if name == "efficientnet_lite0":
        return EfficientNet.from_name("efficientnet-lite0")
    return getattr(torchvision.models, name)(weights=None)


with open(pathlib.Path(__file__).with_name("parameters.txt"), "w") as file:
    for name in ["efficientnet_lite0"] + NAMES:
        state = {k: v for k, v in model(name).state_dict().items() if not k.endswith("num_batches_tracked")}
        lines = "".join(f"{key} {','.join(map(str, value.shape))}\n" for key, value in state.items())
        digest = hashlib.sha256(lines.encode()).hexdigest()
        print(name, len(state), sum(value.numel() for value in state.values()), f"sha256:{digest}", file=file)
