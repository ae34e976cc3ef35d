"""Fine-tunes a whole network on augmented photographs with PyTorch: DataLoader, channels last, SGD, one epoch.

usage: fit_full.py ARCHITECTURE PATHS WORKERS OUTPUT.pt    (PATHS: a file; a photograph, a tab and its class a line)
"""
import sys

import torch
import torchvision.transforms.v2 as transforms
from PIL import Image

from networks import network

name, paths, workers, output = sys.argv[1:5]
torch.set_num_threads(2)
normalised = [
    transforms.PILToTensor(), transforms.ToDtype(torch.float32, scale=True),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
]
# The lesson's side-on set: rotation by up to 10 degrees, lighting, a flip, a crop.
augmented = transforms.Compose([
    transforms.Resize(256), transforms.RandomRotation(10, transforms.InterpolationMode.BILINEAR),
    transforms.ColorJitter(0.05, 0.05), transforms.RandomCrop(224), transforms.RandomHorizontalFlip(), *normalised,
])


class Photographs(torch.utils.data.Dataset):
    def __init__(self):
        self.rows = [line.split("\t") for line in open(paths).read().splitlines()]
        self.classes = sorted({label for _, label in self.rows})

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        path, label = self.rows[index]
        image = Image.open(path)
        image.draft("RGB", (256, 256))
        return augmented(image.convert("RGB")), self.classes.index(label)


model = network(name).train().to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
loader = torch.utils.data.DataLoader(Photographs(), 32, shuffle=True, num_workers=int(workers))
for images, labels in loader:
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images.contiguous(memory_format=torch.channels_last)), labels)
    loss.backward()
    optimizer.step()
torch.save(model.state_dict(), output)
