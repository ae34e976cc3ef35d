"""Makes the small PyTorch files of the importer's tests (PyTorch 2.15): the same tensors in every container.

With a folder as argument it also writes whole networks with random weights there, in both containers.
"""

import collections
import io
import pathlib
import pickle
import sys

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
generator = torch.Generator().manual_seed(3)


def tensors():
    matrix = torch.randn(4, 6, generator=generator)
    return collections.OrderedDict(
        matrix=matrix,
        transposed=matrix.t(),
        part=matrix[1:3, 2:5],
        double=matrix[0].double(),
        half=matrix[1].half(),
        brain=matrix[2].bfloat16(),
        count=torch.tensor(7),
        empty=torch.zeros(0, 3),
        scalar=torch.tensor(-1.5),
        flags=torch.tensor([True, False]),
        parameter=torch.nn.Parameter(matrix[:2].clone()),
        channels_last=torch.randn(2, 3, 2, 2, generator=generator).to(memory_format=torch.channels_last),
    )


class OldPickler(pickle.Pickler):
    """Pickles as PyTorch 0.1 to 0.3 on Python 2 did, of which torchvision's first files are."""

    def __init__(self, file):
        super().__init__(file, protocol=2)
        self.storages = {}

    def persistent_id(self, value):
        if not isinstance(value, torch.storage.TypedStorage):
            return None
        key = str(len(self.storages) + 1000)
        key = next((k for k, s in self.storages.items() if s.data_ptr() == value.data_ptr()), key)
        self.storages[key] = value
        return ("storage", getattr(torch, value.pickle_storage_type()), key, "cpu", len(value), None)

    def reducer_override(self, value):
        if isinstance(value, torch.nn.Parameter):
            return torch.nn.parameter.Parameter, (value.data, True), (True, False, collections.OrderedDict())
        if isinstance(value, torch.Tensor):
            arguments = (value._typed_storage(), value.storage_offset(), tuple(value.shape), value.stride())
            return torch._utils._rebuild_tensor, arguments
        if isinstance(value, collections.OrderedDict):
            return collections.OrderedDict, ([[k, v] for k, v in value.items()],)
        return NotImplemented


def save_old(values, path):
    file = io.BytesIO()
    for header in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}):
        pickle.dump(header, file, protocol=2)
    pickler = OldPickler(file)
    pickler.dump(values)
    keys = sorted(pickler.storages)
    pickle.dump(keys, file, protocol=2)
    for key in keys:
        storage = pickler.storages[key]
        file.write(len(storage).to_bytes(8, "little"))
        file.write(bytes(storage.untyped()))
    path.write_bytes(file.getvalue())


small = tensors()
torch.save(small, here / "zip.pth")
torch.save(small, here / "stream.pth", _use_new_zipfile_serialization=False)
torch.save(small, here / "protocol4.pth", pickle_protocol=4)
torch.save(
    {"epoch": 3, "best": 0.5, "optimizer": {"state": {}, "groups": [{"lr": 0.1}]},
     "state_dict": {"module." + name: value for name, value in small.items()}},
    here / "checkpoint.pth")
save_old(collections.OrderedDict((k, small[k]) for k in ("matrix", "transposed", "part", "parameter")), here / "old.pth")
assert torch.load(here / "stream.pth")["part"].equal(small["part"])
save_file({name: value.detach().contiguous().clone() for name, value in small.items()}, here / "plain.safetensors")
torch.save(torch.nn.Linear(2, 2), here / "module.pth")

if len(sys.argv) > 1:
    import torchvision

    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(5)
    for name in ("resnet18", "resnet34", "resnet50", "resnext50_32x4d", "wide_resnet50_2", "resnet101", "resnet152",
                 "resnext101_32x8d", "resnext101_64x4d"):
        weights = getattr(torchvision.models, name)(weights=None).state_dict()
        torch.save(weights, folder / f"{name}.pth")
        if name in ("resnet18", "resnet50"):
            torch.save(weights, folder / f"{name}.stream.pth", _use_new_zipfile_serialization=False)
            save_file(weights, folder / f"{name}.safetensors")
