"""The lines: what is compared with what, and how much faster finetools is to be."""
import os
import sys
from dataclasses import dataclass, field

from contestants import Repeating, Whole

# glibc gives large blocks back to the system at once, and takes them anew as zeroed pages of 4 KiB for each batch: a
# third of PyTorch's time. This is how a user who knows it helps.
TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}

# The batches of PyTorch's fastest modes, of 4 to 64 the best; the others are at 32.
BEST_BATCHES = {"traced": {"efficientnet_lite0": 16}, "bfloat16": {"efficientnet_lite0": 16}}

# What gives PyTorch its photographs, and where processes beside the program's own do better than none: of 0, 1 and 2 the best.
LOADERS = {"DataLoader": ("pytorch", {"efficientnet_lite0": 2}), "fastai": ("fastai", {})}


@dataclass
class Wanted:
    """How many times as fast as the peer, what part of its memory, or how many milliseconds more."""
    speed: float = None
    memory: float = None
    milliseconds: float = None


@dataclass
class Peer:
    contestant: object
    wanted: Wanted = field(default_factory=Wanted)


@dataclass
class Point:
    """One comparison: finetools with its peers."""
    label: str
    ours: object
    peers: list


@dataclass
class Line:
    """What is measured together; `points` is called when it is, so that only what is needed is made."""
    name: str
    title: str
    points: object
    repetitions: int = 5


class Lines:
    def __init__(self, inputs):
        self.inputs = inputs
        lite0, resnet34, resnext50 = "efficientnet_lite0", "resnet34", "resnext50_32x4d"
        self.all = [
            Line("resnet34-forward", "ResNet-34 forward", lambda: self.forward(resnet34, 2.2, 3.4)),
            Line("resnet34-forward-bfloat16", "ResNet-34 forward, bfloat16", lambda: self.coarse(resnet34, 1.15)),
            Line("lite0-forward", "EfficientNet-Lite0 forward", lambda: self.forward(lite0, 1.25)),
            Line("lite0-forward-bfloat16", "EfficientNet-Lite0 forward, bfloat16", lambda: self.coarse(lite0, 1.25)),
            Line("resnext50-forward", "ResNeXt-50 32×4d forward", lambda: self.forward(resnext50, 1.08)),
            Line("resnet34-precompute", "precompute, 1000 photographs, ResNet-34", lambda: self.precompute(resnet34), 3),
            Line("lite0-precompute", "precompute, 1000 photographs, Lite0", lambda: self.precompute(lite0), 3),
            Line("resnet34-train", "ResNet-34 training step, batch 32", lambda: self.train(resnet34, 1.8, 1.1), 3),
            Line("lite0-train", "EfficientNet-Lite0 training step, batch 32", lambda: self.train(lite0, 1.2), 3),
            Line("resnext50-train", "ResNeXt-50 training step, batch 32", lambda: self.train(resnext50, 1.2), 3),
            Line("resnet34-train-bfloat16", "ResNet-34 training step, batch 32, bfloat16",
                 lambda: self.coarse_train(resnet34, 1.1), 3),
            Line("lite0-train-bfloat16", "EfficientNet-Lite0 training step, batch 32, bfloat16",
                 lambda: self.coarse_train(lite0), 3),
            Line("resnext50-train-bfloat16", "ResNeXt-50 training step, batch 32, bfloat16",
                 lambda: self.coarse_train(resnext50), 3),
            Line("fit-full", "fit-full, ResNet-34, an epoch of 1000 augmented photographs", self.fit_full, 2),
            Line("fit-head", "fit-head, 20 000 × 1024, 10 epochs", self.fit_head),
            Line("resize-small", "ds-resize 500×375 → 340, writing JPEG", self.resize_small, 7),
            Line("resize-large", "ds-resize 3000×2000 → 340, writing JPEG", self.resize_large, 7),
            Line("start", "ds-index --version", self.start),
            Line("growth-head", "fit-head, 3 epochs, as images grow", self.growth_head, 3),
            Line("growth-batch", "ResNet-34 forward, as the batch grows", lambda: self.growth_batch(resnet34, 16), 3),
            Line("growth-batch-lite0", "Lite0 forward, as the batch grows", lambda: self.growth_batch(lite0, 64), 3),
            Line("growth-size", "ResNet-34 forward, as the side grows", self.growth_size, 3),
            Line("growth-threads", "ResNet-34 forward, as threads grow", self.growth_threads, 3),
            Line("growth-train", "ResNet-34 training step, as the batch grows", self.growth_train, 3),
        ]

    # Contestants.

    def plan(self, kind, architecture, *options):
        return Repeating("finetools", [self.inputs.tool("bench-plan"), kind, architecture, *map(str, options)])

    def tool(self, images, *command, **settings):
        return Whole("finetools", [self.inputs.tool(command[0]), *command[1:]], images, **settings)

    def peer_command(self, script, *arguments):
        return [sys.executable, os.path.join(self.inputs.home, "Benchmarks/peers", script), *map(str, arguments)]

    def pytorch(self, name, script, *arguments, variables=TUNED):
        return Repeating(name, self.peer_command(script, *arguments), variables)

    def traced(self, architecture, *arguments):
        return self.pytorch("PyTorch float32, traced", "forward.py", architecture, "traced", *arguments)

    # Lines.

    def forward(self, architecture, float32, eager=None):
        batch = BEST_BATCHES["traced"].get(architecture, 32)
        return [Point("", self.plan("forward", architecture, "--batch", 64), [
            Peer(self.traced(architecture, batch, 224, 64 // batch), Wanted(float32)),
            Peer(self.pytorch("PyTorch float32, eager", "forward.py", architecture, "eager", 32, 224, 2, variables={}),
                 Wanted(eager)),
        ])]

    def coarse(self, architecture, wanted):
        """The fastest setting whose predictions agree."""
        batch = BEST_BATCHES["bfloat16"].get(architecture, 32)
        command = ["forward.py", architecture, "bfloat16", batch, 224, 64 // batch]
        return [Point("", self.plan("forward", architecture, "--batch", 64, "--precision", "bfloat16"), [
            Peer(self.pytorch("PyTorch bfloat16, compiled", *command), Wanted(wanted))])]

    def train(self, architecture, float32, bfloat16=None):
        return [Point("", self.plan("train", architecture), [
            Peer(self.pytorch("PyTorch float32, channels last", "train.py", architecture, "channels-last"),
                 Wanted(float32, 0.6)),
            Peer(self.pytorch("PyTorch float32, eager", "train.py", architecture, "eager", variables={})),
            Peer(self.pytorch("PyTorch bfloat16, compiled", "train.py", architecture, "bfloat16"), Wanted(bfloat16)),
        ])]

    def coarse_train(self, architecture, wanted=None):
        return [Point("", self.plan("train", architecture, "--precision", "bfloat16"), [
            Peer(self.pytorch("PyTorch bfloat16, compiled", "train.py", architecture, "bfloat16"), Wanted(wanted))])]

    def precompute(self, architecture):
        inputs, folder = self.inputs, self.inputs.small()
        output = inputs.path("features.safetensors")
        ours = self.tool(
            1000, "precompute", "-q", "--backbone", inputs.backbone(architecture), "-o", output, inputs.index(folder),
            output=output)
        return [Point("", ours, self.loading(
            "PyTorch float32, traced", "precompute.py", architecture, inputs.paths(folder), "features.npy", Wanted(2)))]

    def fit_full(self):
        inputs, folder = self.inputs, self.inputs.small()
        output = inputs.path("model.safetensors")
        ours = self.tool(
            1000, "fit-full", "-q", "--backbone", inputs.backbone("resnet34"), "--augment", "side-on", "--epochs", "1",
            "--batch-size", "32", "--lr", "1e-3", "-o", output, inputs.index(folder), output=output)
        return [Point("", ours, self.loading(
            "PyTorch float32, channels last", "fit_full.py", "resnet34", inputs.paths(folder, with_labels=True), "model.pt",
            Wanted(1.8, 0.6)))]

    def loading(self, name, script, architecture, paths, output, wanted):
        """A script of PyTorch's with the photographs that each loader gives it."""
        peers = []
        for title, (loader, workers) in LOADERS.items():
            command = self.peer_command(
                script, architecture, loader, paths, workers.get(architecture, 0), self.inputs.path(output))
            peers.append(Peer(Whole(f"{name}, {title}", command, 1000, TUNED), wanted))
        return peers

    def head(self, count, epochs):
        output = self.inputs.path("head.safetensors")
        return self.tool(
            count * epochs, "fit-head", "-q", "--epochs", str(epochs), "-o", output, self.inputs.activations(count),
            output=output, tells_seconds=True)

    def pytorch_head(self, count, epochs):
        command = self.peer_command("fit_head.py", self.inputs.activations(count), epochs)
        return Whole("PyTorch", command, count * epochs, TUNED, tells_seconds=True)

    def fit_head(self):
        command = self.peer_command("fit_head_sklearn.py", self.inputs.activations(20_000), 10)
        return [Point("", self.head(20_000, 10), [
            Peer(self.pytorch_head(20_000, 10), Wanted(3)),
            Peer(Whole("scikit-learn", command, 200_000, tells_seconds=True)),
        ])]

    def resize_small(self):
        return self.resize(self.inputs.small(), 1000, "453x340", 2.5, 5)

    def resize_large(self):
        return self.resize(self.inputs.large(), 60, "510x340", 1.15, 2.5)

    def resize(self, folder, count, size, pillow, vips):
        inputs = self.inputs
        ours, theirs = inputs.path("copies/"), inputs.path("peer-copies/")
        # Each of the two processes has one thread, as each of ours.
        thumbnail = f"vipsthumbnail --size {size} -o '{theirs}%s.jpg[Q=90,subsample-mode=off]'"
        script = f"xargs -P 2 -n {count // 2} {thumbnail} < $0"
        command = self.peer_command("resize.py", inputs.paths(folder), 340, theirs)
        return [Point(
            "", self.tool(count, "ds-resize", "-q", "--size", "340", "-o", ours, inputs.index(folder), output=ours), [
                Peer(Whole("Pillow with draft", command, count, output=theirs), Wanted(pillow)),
                Peer(Whole("vipsthumbnail", ["sh", "-c", script, inputs.paths(folder)], count, {"VIPS_CONCURRENCY": "1"},
                           theirs), Wanted(vips)),
            ])]

    def start(self):
        times = 500
        return [Point("", self.tool(1, "ds-index", "--version", times=times), [
            Peer(Whole("/bin/true", ["/bin/true"], 1, times=times), Wanted(milliseconds=3))])]

    # Growth.

    def growth_head(self):
        return [Point(f"{count} images", self.head(count, 3), [Peer(self.pytorch_head(count, 3))])
                for count in (100, 1000, 5000, 25_000)]

    def growth_batch(self, architecture, most):
        """As the batch of PyTorch, and the micro-batch of finetools, of which each of two workers has one."""
        return [Point(
            f"batch {batch}",
            self.plan("forward", architecture, "--micro-batch", batch, "--batch", max(most, 2 * batch)),
            [Peer(self.traced(architecture, batch, 224, max(1, most // batch)))])
            for batch in (1, 4, 8, 16, 32, 128)]

    def growth_size(self):
        return [Point(
            f"{size} × {size}", self.plan("forward", "resnet34", "--size", size, "--batch", 32),
            [Peer(self.traced("resnet34", 32, size))]) for size in (64, 128, 224, 320, 448)]

    def growth_threads(self):
        return [Point(
            f"{threads} threads", self.plan("forward", "resnet34", "--batch", 64, "-j", threads),
            [Peer(self.traced("resnet34", 32, 224, 2, threads))]) for threads in (1, 2)]

    def growth_train(self):
        return [Point(
            f"batch {batch}", self.plan("train", "resnet34", "--batch", batch),
            [Peer(self.pytorch("PyTorch float32, channels last", "train.py", "resnet34", "channels-last", batch))])
            for batch in (2, 8, 32, 64)]
