"""Makes the folder Inputs: tiny photographs of red and blue things, in every layout that ds-index knows (Pillow)."""

import hashlib
import json
import math
import pathlib
import random
import shutil
import struct

from PIL import Image, ImageDraw

here = pathlib.Path(__file__).parent / "Inputs"
shades = {"red": (205, 50, 40), "blue": (40, 70, 200), "green": (50, 160, 60)}


def photograph(shade, seed, size):
    """A blob of one colour before a gradient."""
    generator = random.Random(seed)
    width, height = size
    picture = Image.new("RGB", size)
    for x in range(width):
        for y in range(height):
            picture.putpixel((x, y), (90 + 3 * x % 120, 110 + 2 * y % 100, 100 + seed % 40))
    left, top = generator.randrange(width // 3), generator.randrange(height // 3)
    colour = tuple(max(0, min(255, part + generator.randrange(-25, 26))) for part in shades[shade])
    ImageDraw.Draw(picture).ellipse((left, top, left + width // 2, top + height // 2), fill=colour)
    return picture


def save(name, shade, seed, size=(32, 24)):
    """Writes one photograph; the suffix says how."""
    path = here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"quality": 60, "optimize": True} if path.suffix != ".png" else {"optimize": True}
    photograph(shade, seed, size).save(path, **options)
    return path


shutil.rmtree(here, ignore_errors=True)
sizes = [(32, 24), (24, 32), (40, 24), (32, 32), (28, 20), (48, 32)]
for class_number, shade in enumerate(["blue", "red"]):
    for number in range(6):
        save(f"photos/train/{shade}/{number}.jpg", shade, 10 * class_number + number, sizes[number])
    for number in range(2):
        save(f"photos/valid/{shade}/{number}.jpg", shade, 10 * class_number + number + 6, sizes[number])
save("photos/train/red/6.png", "red", 30, (16, 12))
save("photos/test/a.jpg", "red", 40)
save("photos/test/b.jpg", "blue", 41)
orientation = Image.Exif()
orientation[0x0112] = 6
photograph("red", 40, (32, 24)).save(here / "turned.jpg", quality=60, optimize=True, exif=orientation)

# The lesson's layout: one folder, and a CSV with the labels.
breeds = {"0f3a": "terrier", "17c2": "poodle", "2b9e": 'dog, "old"', "44d0": "terrier", "5e61": "poodle"}
for number, (name, breed) in enumerate(breeds.items()):
    save(f"train/{name}.jpg", "green", 50 + number)
save("test/9a01.jpg", "green", 60)
quoted = {'dog, "old"': '"dog, ""old"""'}
(here / "labels.csv").write_text(
    "id,breed\n" + "".join(f"{name},{quoted.get(breed, breed)}\n" for name, breed in breeds.items()))
(here / "tags.csv").write_text(
    "image_name,tags\n0f3a,clear primary\n17c2,haze  water primary\n2b9e,cloudy\n44d0,\n5e61,clear\n")

# What people's folders hold besides photographs.
save("damaged/red/good.jpg", "red", 70)
save("damaged/blue/good.jpg", "blue", 71)
torn = save("damaged/red/torn.png", "red", 72)
torn.write_bytes(torn.read_bytes()[:20])
(here / "damaged/red/text.jpg").write_text("This is no photograph.\n")
(here / "damaged/red/empty.jpg").write_bytes(b"")
photograph("red", 73, (16, 12)).quantize(8).save(here / "damaged/red/animation.gif")


# What precompute would write: two classes of four features that a head can tell apart, and files no head can learn from.
def activations(name, labels, splits, classes, features=None, target=None, kind="activations"):
    """Writes a safetensors file; one row an entry of `labels`, None for an image without a label."""
    generator = random.Random(5)
    codes = [-1 if label is None else classes.index(label) for label in labels]
    if features is None:
        features = [generator.gauss(2 * code if column == 0 else 0, 0.7) for code in codes for column in range(4)]
    records = []
    for number, (label, split) in enumerate(zip(labels, splits)):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        record = {"path": f"{number}.jpg", "split": split, "label": label, "digest": f"sha256:{digest}"}
        records.append(json.dumps({key: value for key, value in record.items() if value is not None}).encode())
    offsets = [sum(map(len, records[:number])) for number in range(len(records) + 1)]
    rows = len(labels)
    tensors = [
        ("record_offsets", "I64", [rows + 1], struct.pack(f"<{rows + 1}q", *offsets)),
        ("target", *(target or ("I64", [rows], struct.pack(f"<{rows}q", *codes)))),
        ("features", "F32", [rows, 4], struct.pack(f"<{4 * rows}f", *features)),
        ("split", "U8", [rows], bytes(["train", "valid", "test"].index(split) for split in splits)),
        ("records", "U8", [sum(map(len, records))], b"".join(records)),
    ]
    header = {"__metadata__": {"kind": kind, "format": "1", "classes": json.dumps(classes)}}
    end = 0
    for tensor, scalar_type, shape, content in tensors:
        header[tensor] = {"dtype": scalar_type, "shape": shape, "data_offsets": [end, end + len(content)]}
        end += len(content)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = here / "activations" / f"{name}.safetensors"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(content for *_, content in tensors))


two = ["blue", "red"]
activations("blobs", two * 8, ["train"] * 9 + ["valid"] * 6 + ["test"], two)
activations("some-unlabelled", ["blue", "red", None] * 4, ["train"] * 8 + ["valid"] * 4, two + ["green"])
activations("no-labels", [None] * 4, ["train"] * 4, two)
activations("one-class", ["blue"] * 4, ["train"] * 4, ["blue"])
activations("no-training", two * 2, ["valid"] * 4, two)
activations("no-validation", two * 2, ["train"] * 4, two)
activations("not-finite", two * 2, ["train"] * 4, two, features=[1.0] * 9 + [math.nan] + [1.0] * 6)
activations("several", two * 2, ["train"] * 4, two, target=("F32", [4, 2], struct.pack("<8f", *[1, 1, 0, 1] * 2)))
activations("backbone", two * 2, ["train"] * 4, two, kind="backbone")
