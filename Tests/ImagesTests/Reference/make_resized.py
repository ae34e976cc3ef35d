#!/usr/bin/env python3
"""Makes what Pillow does when images are resized: resized.u8, encoded.txt, and files with a colour profile.

Made with Pillow 13.0.0 from the images that make.py made.
"""
import hashlib
import io
import os

import numpy as np
from PIL import Image, ImageCms, ImageOps

folder = os.path.dirname(os.path.abspath(__file__))
here = lambda name: os.path.join(folder, name)

# name, width, height; in full, and as Image.thumbnail does it: decoded at the smallest scale that leaves 2 pixels for 1.
with open(here("resized.u8"), "wb") as out:
    for name, width, height in [
        ("baseline.jpg", 31, 20), ("alpha.png", 72, 40), ("orientation-6.jpg", 50, 31), ("large.jpg", 40, 30),
        ("grey.jpg", 97, 61),
    ]:
        image = Image.open(here(name))
        image.draft(None, (2 * width, 2 * height))
        image = ImageOps.exif_transpose(image).convert("RGB")
        out.write(np.asarray(image.resize((width, height), Image.BILINEAR)).tobytes())

# JPEG and PNG as Pillow writes them: the digest of the pixels that come back.
with open(here("encoded.txt"), "w") as out:
    for name, quality in [("baseline.jpg", 90), ("baseline.jpg", 40), ("large.jpg", 75), ("rgb.png", 0)]:
        image = Image.open(here(name)).convert("RGB")
        file = io.BytesIO()
        if quality:
            image.save(file, "JPEG", quality=quality, subsampling=0)
        else:
            image.save(file, "PNG")
        pixels = np.asarray(Image.open(file))
        print(name, quality, "sha256:" + hashlib.sha256(pixels.tobytes()).hexdigest(), file=out)

# Colour profiles: sRGB, one that is called otherwise, and one that is not RGB.
small = Image.open(here("rgb.png")).resize((24, 16))
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
other = srgb.replace(b"sRGB", b"xRGB").replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
for name, profile in [("srgb", srgb), ("other", other), ("lab", lab)]:
    small.save(here(f"profile-{name}.jpg"), icc_profile=profile)
    small.save(here(f"profile-{name}.png"), icc_profile=profile)
