#!/usr/bin/env python3
"""Makes the files of this folder: synthetic images, and what Pillow, OpenCV and torchvision make of them.

    make.py [NASTY]    # defaults to ../../../../shared/data/nasty

Made with Pillow 13.0.0, OpenCV 5.0.0, torchvision 0.29.2, NumPy 2.4.6.
"""
import hashlib
import io
import os
import struct
import sys
import zlib

import cv2
import numpy as np
import torchvision.transforms.functional as F
from PIL import Image, ImageOps
from torchvision.transforms.functional import _compute_resized_output_size

folder = os.path.dirname(os.path.abspath(__file__))
here = lambda name: os.path.join(folder, name)
nasty = sys.argv[1] if len(sys.argv) > 1 else here("../../../../shared/data/nasty")
random = np.random.default_rng(2018)


def picture(width, height):
    """Smooth colours, a hard edge, a disc and a little noise: no two of the eight orientations look alike."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    rgb = np.stack([255 * x / width, 255 * y / height, 127 + 120 * np.sin(x / 7) * np.cos(y / 5)], -1)
    rgb[: height // 3, : width // 4] = (250, 240, 10)
    rgb[(x - 0.7 * width) ** 2 + (y - 0.6 * height) ** 2 < (height / 5) ** 2] = (10, 20, 30)
    rgb += random.normal(0, 4, rgb.shape)
    return Image.fromarray(rgb.clip(0, 255).astype(np.uint8))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def write(name, data):
    with open(here(name), "wb") as file:
        file.write(data)


# Images.
base = picture(97, 61)
base.save(here("rgb.png"))
base.save(here("baseline.jpg"), quality=85)
base.save(here("progressive.jpg"), quality=85, progressive=True)
base.save(here("full-chroma.jpg"), quality=85, subsampling=0)
base.save(here("half-chroma.jpg"), quality=85, subsampling=1)
base.save(here("restarts.jpg"), quality=85, restart_marker_blocks=5)
base.convert("L").save(here("grey.jpg"), quality=85)
base.convert("CMYK").save(here("cmyk.jpg"), quality=85)
# The same inks, said to be YCCK by Adobe's marker; and without the marker, which says that they are not inverted.
inks = open(here("cmyk.jpg"), "rb").read()
marker = inks.index(b"\xff\xeeAdobe".replace(b"Adobe", b"\0\x0eAdobe"))
write("ycck.jpg", inks[: marker + 15] + b"\2" + inks[marker + 16 :])
write("plain-cmyk.jpg", inks[:marker] + inks[marker + 16 :])
picture(1, 1).save(here("one-pixel.jpg"))
picture(640, 480).save(here("large.jpg"), quality=40)
for orientation in range(1, 9):
    # What a camera would store: the inverse of the turn that the tag asks for.
    inverse = {6: 8, 8: 6}.get(orientation, orientation)
    stored = base.copy()
    stored.getexif()[0x0112] = inverse
    stored = ImageOps.exif_transpose(stored)
    stored.save(here(f"orientation-{orientation}.jpg"), quality=85, exif=exif(orientation))
turned = io.BytesIO()
base.resize((40, 20)).save(turned, "PNG")
turned, tag = turned.getvalue(), chunk(b"eXIf", exif(6)[6:])
write("exif-first.png", turned[:33] + tag + turned[33:])
write("exif-last.png", turned[:-12] + tag + turned[-12:])
rgba = np.dstack([np.asarray(base.resize((31, 17))), np.tile(np.arange(31, dtype=np.uint8) * 8, (17, 1))])
Image.fromarray(rgba).save(here("alpha.png"))
signature = b"\x89PNG\r\n\x1a\n"
bomb = chunk(b"IHDR", struct.pack(">IIBBBBB", 20000, 20000, 1, 0, 0, 0, 0))
write("bomb.png", signature + bomb + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))

# What they decode to, upright: name, width, height, digest of the RGB bytes.
with open(here("decoded.txt"), "w") as out:
    for name in sorted(os.listdir(folder)):
        if not name.endswith((".jpg", ".png")) or name == "bomb.png":
            continue
        image = ImageOps.exif_transpose(Image.open(here(name)))
        if image.mode == "CMYK":
            ink = np.asarray(image).astype(int)
            # Pillow takes all inks for inverted.
            light = ink if name == "plain-cmyk.jpg" else 255 - ink
            rgb = (light[..., :3] * light[..., 3:] + 127) // 255
        elif image.mode == "RGBA":
            rgb = np.asarray(image)[..., :3]
        else:
            rgb = np.asarray(image.convert("RGB"))
        rgb = np.ascontiguousarray(rgb.astype(np.uint8))
        print(name, rgb.shape[1], rgb.shape[0], "sha256:" + hashlib.sha256(rgb).hexdigest(), file=out)

# The hostile files by OpenCV, upright (they are not committed; `-` where it refuses).
with open(here("nasty.txt"), "w") as out:
    for part in ("exif-orientation", "libjpeg-turbo/testimages", "pngsuite/png"):
        for name in sorted(os.listdir(os.path.join(nasty, part))):
            if not name.endswith((".jpg", ".png")):
                continue
            bgr = cv2.imread(os.path.join(nasty, part, name), cv2.IMREAD_COLOR)
            if bgr is None:
                print(f"{part}/{name}", 0, 0, "-", file=out)
                continue
            rgb = np.ascontiguousarray(bgr[..., ::-1])
            digest = "sha256:" + hashlib.sha256(rgb).hexdigest()
            print(f"{part}/{name}", rgb.shape[1], rgb.shape[0], digest, file=out)

# Views, of baseline.jpg (reduced) and alpha.png (enlarged): 20 × 20, centre of 23 or squashed. Pillow in floating point
# (float32, the truth to 1e-4 of a level) and in 8 bits; both interleaved, levels 0...255.
size, short = 20, 23
with open(here("views.f32"), "wb") as exact, open(here("views.u8"), "wb") as rounded:
    for name in ("baseline.jpg", "alpha.png"):
        image = Image.fromarray(np.asarray(Image.open(here(name)))[..., :3].copy())
        for filter in (Image.BILINEAR, Image.BICUBIC):
            for crop in ("centre", "squash"):
                height, width = (size, size) if crop == "squash" else _compute_resized_output_size(
                    (image.height, image.width), [short])
                resized = F.center_crop(image.resize((width, height), filter), [size, size])
                rounded.write(np.asarray(resized).tobytes())
                channels = [c.convert("F").resize((width, height), filter) for c in image.split()]
                channels = [np.asarray(F.center_crop(c, [size, size])) for c in channels]
                exact.write(np.stack(channels, -1).clip(0, 255).astype("<f4").tobytes())

# Geometry by torchvision: width, height, size, short → scaled width, scaled height, left, top.
with open(here("geometry.txt"), "w") as out:
    cases = [(500, 375), (375, 500), (1, 1), (1, 1000), (3000, 2000), (224, 224), (256, 257), (333, 500), (640, 479)]
    cases += [tuple(random.integers(1, 3000, 2).tolist()) for _ in range(60)]
    for width, height in cases:
        for size, short in ((224, 256), (224, 224), (299, 342), (64, 73)):
            scaled_height, scaled_width = _compute_resized_output_size((height, width), [short])
            # Where the crop begins, read off a picture of coordinates, because torchvision does not tell.
            rows = np.tile(np.arange(scaled_height, dtype=np.int32)[:, None], (1, size))
            columns = np.tile(np.arange(scaled_width, dtype=np.int32)[None, :], (size, 1))
            top = np.asarray(F.center_crop(Image.fromarray(rows), [size, size]))[0, 0]
            left = np.asarray(F.center_crop(Image.fromarray(columns), [size, size]))[0, 0]
            print(width, height, size, short, scaled_width, scaled_height, left, top, file=out)
