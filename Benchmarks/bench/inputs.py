"""Photographs, weights and features that the lines read: made once, and kept in the cache folder."""
import json
import os
import subprocess

# The larger packages are loaded where they are needed: the system counts the memory of this process as that of the
# programs it starts.


class Inputs:
    """Files for benchmarks, each made when it is first asked for."""

    def __init__(self, home, cache, photographs, tools):
        self.home, self.cache, self.photographs, self.tools = home, cache, photographs, tools
        os.makedirs(cache, exist_ok=True)

    def path(self, name):
        return os.path.join(self.cache, name)

    def tool(self, name):
        return os.path.join(self.tools, name)

    def sources(self):
        """The photographs that everything is made of, sorted."""
        found = []
        for folder, _, names in sorted(os.walk(self.photographs)):
            found += [os.path.join(folder, name) for name in sorted(names) if name.endswith((".jpg", ".png"))]
        # One of the photographs of ants is a GIF.
        return [path for path in found if open(path, "rb").read(4) != b"GIF8"]

    def made(self, name, make):
        """The path of a folder with `make`'s photographs, each in one of two classes; made now if it is not there."""
        folder = self.path(name)
        if not os.path.exists(folder):
            for label in ("left", "right"):
                os.makedirs(os.path.join(folder + ".new", label))
            for number, image in enumerate(make()):
                image.save(os.path.join(folder + ".new", ("left", "right")[number % 2], f"{number:04}.jpg"), quality=90)
            os.rename(folder + ".new", folder)
        return folder

    def small(self):
        """1000 photographs of 500 × 375 pixels."""
        def make():
            from PIL import Image
            sources = self.sources()
            for number in range(1000):
                image = Image.open(sources[number % len(sources)]).convert("RGB")
                # Copies differ: nothing can be found done already.
                shift = number // len(sources)
                box = (shift, shift, image.width - shift, image.height - shift)
                yield image.resize((500, 375), Image.Resampling.BICUBIC, box)
        return self.made("small", make)

    def large(self):
        """60 photographs of 3000 × 2000 pixels: nine photographs each, enlarged twice, about as sharp as a camera's."""
        def make():
            from PIL import Image
            sources = self.sources()
            for number in range(60):
                sheet = Image.new("RGB", (3000, 2000))
                for place in range(9):
                    image = Image.open(sources[(9 * number + place) % len(sources)]).convert("RGB")
                    image = image.resize((1000, 667), Image.Resampling.BICUBIC)
                    sheet.paste(image, (place % 3 * 1000, place // 3 * 667))
                yield sheet
        return self.made("large", make)

    def index(self, folder, valid_fraction=0.0):
        """The index of a folder's photographs."""
        path = folder + ".ndjson"
        if not os.path.exists(path):
            command = [self.tool("ds-index"), "--quiet", "-o", path, folder]
            subprocess.run(command + ["--valid-fraction", str(valid_fraction)], check=True)
        return path

    def paths(self, folder, with_labels=False):
        """A file with the path of a photograph a line, and its class behind a tab if it is wanted."""
        path = folder + (".tsv" if with_labels else ".txt")
        records = [json.loads(line) for line in open(self.index(folder))]
        with open(path, "w") as file:
            for record in records:
                file.write(record["path"] + (f"\t{record['label']}" if with_labels else "") + "\n")
        return path

    def backbone(self, architecture):
        """A backbone file with random weights; of Lite0, whose tensors PyTorch names otherwise, with the published ones."""
        path = self.path(architecture + ".safetensors")
        if not os.path.exists(path):
            variables = os.environ | {"PATH": self.tools + ":" + os.environ["PATH"]}
            if architecture == "efficientnet_lite0":
                subprocess.run([os.path.join(self.home, "bin/get-weights"), path], check=True, env=variables)
            else:
                import torch
                import torchvision
                torch.save(getattr(torchvision.models, architecture)().state_dict(), path + ".pth")
                subprocess.run([self.tool("import-weights"), "-q", path + ".pth", "-o", path], check=True)
        return path

    def activations(self, count, valid_count=2000, width=1024):
        """An activations file of random rows around the centres of 120 classes, with some for validation."""
        path = self.path(f"activations-{count}.safetensors")
        if not os.path.exists(path):
            import numpy
            from safetensors.numpy import save_file
            view = {"size": 224, "crop_fraction": 0.875, "crop": "centre", "interpolation": "bilinear",
                    "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
            generator = numpy.random.default_rng(42)
            classes = [f"class-{number:03}" for number in range(120)]
            total = count + valid_count
            target = generator.integers(0, len(classes), total)
            centres = generator.normal(0, 0.1, (len(classes), width))
            features = (generator.normal(0, 1, (total, width)) + centres[target]).astype(numpy.float32)
            records = [
                json.dumps({"path": f"{row}.jpg", "split": "train" if row < count else "valid", "label": classes[label],
                            "digest": f"sha256:{row:064x}"}).encode()
                for row, label in enumerate(target)]
            save_file(
                {
                    "features": features, "target": target.astype(numpy.int64),
                    "split": (numpy.arange(total) >= count).astype(numpy.uint8),
                    "records": numpy.frombuffer(b"".join(records), numpy.uint8),
                    "record_offsets": numpy.cumsum([0] + [len(record) for record in records]).astype(numpy.int64),
                },
                path,
                {
                    "kind": "activations", "format": "1", "architecture": "resnet34", "classes": json.dumps(classes),
                    "input": json.dumps(view),
                    "backbone": "sha256:" + "0" * 64, "index": "sha256:" + "0" * 64, "provenance": "[]",
                })
        return path
