"""Features of photographs with PyTorch: DataLoader, traced network, one file.

usage: precompute.py ARCHITECTURE PATHS WORKERS OUTPUT.npy    (PATHS: a file, a photograph a line)
"""
import sys

import numpy
import torch
import torchvision.transforms.v2 as transforms
from PIL import Image

from networks import network, prepared, without_classifier

name, paths, workers, output = sys.argv[1:5]
batch = 32
torch.set_num_threads(2)
view = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224), transforms.PILToTensor(),
    transforms.ToDtype(torch.float32, scale=True),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


class Photographs(torch.utils.data.Dataset):
    def __init__(self):
        self.paths = open(paths).read().splitlines()

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        image = Image.open(self.paths[index])
        image.draft("RGB", (256, 256))
        return view(image.convert("RGB"))


model = prepared(without_classifier(network(name)), "traced", torch.randn(batch, 3, 224, 224))
rows = []
with torch.inference_mode():
    for images in torch.utils.data.DataLoader(Photographs(), batch, num_workers=int(workers)):
        rows.append(model(images.contiguous(memory_format=torch.channels_last)).numpy())
numpy.save(output, numpy.concatenate(rows))
