"""Makes the safetensors files of these tests with the reference implementation (safetensors 0.8.0, NumPy, PyTorch)."""

import pathlib

import numpy
import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
generator = torch.Generator().manual_seed(1)
numbers = torch.randn(2, 3, generator=generator, dtype=torch.float64)
tensors = {
    "double": numbers,
    "single": numbers.float(),
    "half": torch.tensor([0.0, -0.0, 1.0, -2.5, 65504.0, 6e-8, float("inf"), float("-inf")], dtype=torch.float16),
    "brain": numbers.bfloat16(),
    "integers": torch.tensor([-(2**62), -1, 0, 7]),
    "bytes": torch.tensor([[0, 1, 255]], dtype=torch.uint8),
    "flags": torch.tensor([True, False, True]),
    "scalar": torch.tensor(42, dtype=torch.int32),
    "empty": torch.zeros(0, 4),
}
save_file(tensors, here / "reference.safetensors", metadata={"format": "pt", "note": "naïve \"quoted\""})
numpy.save(here / "single.npy", tensors["single"].numpy())
numpy.save(here / "scalar.npy", tensors["scalar"].numpy())
with open(here / "values.csv", "w") as file:
    for row in tensors["single"].numpy():
        file.write(",".join(numpy.format_float_positional(value, unique=True, trim="-") for value in row) + "\n")
