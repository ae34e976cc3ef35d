"""Photographs by PyTorch's DataLoader."""
import torch
import torchvision.transforms.v2 as transforms
from PIL import Image

from networks import MEAN, STD

NORMALISED = [transforms.PILToTensor(), transforms.ToDtype(torch.float32, scale=True), transforms.Normalize(MEAN, STD)]


class Photographs(torch.utils.data.Dataset):
    def __init__(self, paths, labels, view):
        self.paths, self.labels, self.view = paths, labels, transforms.Compose(view + NORMALISED)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        image = Image.open(self.paths[index])
        image.draft("RGB", (256, 256))
        return self.view(image.convert("RGB")), self.labels[index]


def views(paths, batch, workers):
    """Batches of centre crops."""
    view = [transforms.Resize(256), transforms.CenterCrop(224)]
    photographs = Photographs(paths, [0] * len(paths), view)
    return (images for images, _ in torch.utils.data.DataLoader(photographs, batch, num_workers=workers))


def augmented(paths, labels, batch, workers):
    """Shuffled batches of photographs and the numbers of their classes, as the lesson's side-on set augments them.

    Rotation by up to 10 degrees, lighting, a crop, a flip.
    """
    view = [
        transforms.Resize(256), transforms.RandomRotation(10, transforms.InterpolationMode.BILINEAR),
        transforms.ColorJitter(0.05, 0.05), transforms.RandomCrop(224), transforms.RandomHorizontalFlip(),
    ]
    classes = sorted(set(labels))
    photographs = Photographs(paths, [classes.index(label) for label in labels], view)
    return torch.utils.data.DataLoader(photographs, batch, shuffle=True, num_workers=workers)
