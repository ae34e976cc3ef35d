"""Photographs by fastai's data block: photographs are cut by the workers, and augmented a batch at a time."""
import torch
from fastai.vision.all import (
    CategoryBlock, ColReader, DataBlock, ImageBlock, IndexSplitter, Normalize, RandomCrop, Resize, aug_transforms)

from networks import MEAN, STD

NORMALISED = Normalize.from_stats(MEAN, STD)


def views(paths, batch, workers):
    """Batches of centre crops."""
    block = DataBlock([ImageBlock], splitter=IndexSplitter([]), item_tfms=[Resize(256), RandomCrop(224)], batch_tfms=NORMALISED)
    loaders = block.dataloaders(paths, bs=batch, num_workers=workers)
    return (images.as_subclass(torch.Tensor) for images, in loaders.test_dl(paths))


def augmented(paths, labels, batch, workers):
    """Shuffled batches of photographs and the numbers of their classes, as the lesson's side-on set augments them.

    A crop; then a flip, rotation by up to 10 degrees and lighting, of a batch at a time.
    """
    block = DataBlock(
        [ImageBlock, CategoryBlock], get_x=ColReader(0), get_y=ColReader(1), splitter=IndexSplitter([]),
        item_tfms=[Resize(256), RandomCrop(224)],
        batch_tfms=[*aug_transforms(max_rotate=10, max_zoom=1, max_lighting=0.05, max_warp=0), NORMALISED])
    loaders = block.dataloaders(list(zip(paths, labels)), bs=batch, num_workers=workers, drop_last=False)
    return ([part.as_subclass(torch.Tensor) for part in both] for both in loaders.train)
