"""Writes the .pt files beside this script with PyTorch 2.13: python make_fixtures.py

The values follow one rule, see values(), which the tests repeat.
"""

import collections
import io
import os
import pathlib
import zipfile

import torch

HERE = pathlib.Path(__file__).parent


def values(*shape, dtype=torch.float32):
    count = 1
    for extent in shape:
        count *= extent
    return (torch.arange(count, dtype=torch.float64) * 0.5 - 1).reshape(shape).to(dtype)


def linear():
    """A module's state dict: an OrderedDict with _metadata."""
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 2))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(values(*parameter.shape))
    return module


def save(name, value, **options):
    torch.save(value, HERE / name, **options)
    assert (HERE / name).stat().st_size <= 20_000


class Attack:
    def __reduce__(self):
        return os.system, ("touch weightflow-was-here",)


def main():
    legacy = {"_use_new_zipfile_serialization": False}
    state = linear().state_dict()
    save("zip.pt", state)
    save("legacy.pt", state, **legacy)
    save("protocol4.pt", state, pickle_protocol=4)
    save("protocol5.pt", state, pickle_protocol=5)
    save("legacy-protocol4.pt", state, pickle_protocol=4, **legacy)

    dtypes = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
    numbers = {name: torch.tensor([0, 1, 2, 100]).to(getattr(torch, name)) for name in dtypes}
    numbers["scalar"] = torch.tensor(2.5)
    numbers["empty"] = torch.zeros(2, 0, 3)
    save("dtypes.pt", numbers)
    save("dtypes-legacy.pt", numbers, **legacy)

    base = values(3, 4)
    views = {
        "whole": base,
        "transposed": base.t(),
        "column": base[:, 1],
        "corner": base[1:, 2:],
        "every_second": base[:, ::2],
        "last_row": base[2],
        "channels_last": values(2, 3, 2, 2).to(memory_format=torch.channels_last),
        "permuted": values(2, 3, 4).permute(2, 0, 1),
    }
    views["tied"] = views["whole"]
    save("views.pt", views)
    save("views-legacy.pt", views, **legacy)

    save(
        "training.pt",
        {
            "epoch": 3,
            "best_accuracy": torch.tensor(0.9),
            "learning_rates": [0.1, 1e-3],
            "betas": (0.9, 0.999),
            "large": 1 << 80,
            "negative": -(1 << 40),
            "nothing": None,
            "amp": True,
            "dtype": torch.float32,
            "shape": torch.Size([2, 3]),
            "optimizer": torch.optim.Adam(linear().parameters()).state_dict(),
            "state_dict": state,
        },
    )
    save("several.pt", {"model": state, "net": state})
    save("data-parallel.pt", torch.nn.DataParallel(linear()).state_dict())
    save("parameters.pt", collections.OrderedDict(linear().named_parameters()))
    save("parameters-legacy.pt", collections.OrderedDict(linear().named_parameters()), **legacy)

    # What is to be refused.
    save("module.pt", linear())
    save("one-tensor.pt", values(2))
    save("expanded.pt", {"weight": torch.zeros(1).expand(64)})
    save("negated.pt", {"weight": torch.imag(torch.complex(values(2), values(2)).conj())})
    save("sparse.pt", {"weight": torch.eye(2).to_sparse()})
    save("complex.pt", {"weight": torch.zeros(2, dtype=torch.complex64)})
    save("attack.pt", {"weight": Attack()})
    save("attack-legacy.pt", {"weight": Attack()}, **legacy)
    save("attack-protocol4.pt", {"weight": Attack()}, pickle_protocol=4)
    script = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), script)
    with zipfile.ZipFile(script) as source, zipfile.ZipFile(HERE / "script.pt", "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):  # has paths of the machine
                target.writestr(entry.filename, source.read(entry))
    with zipfile.ZipFile(HERE / "zip.pt") as source:
        with zipfile.ZipFile(HERE / "deflated.pt", "w", zipfile.ZIP_DEFLATED) as target:
            for entry in source.infolist():
                target.writestr(entry.filename, source.read(entry))
        with zipfile.ZipFile(HERE / "big-endian.pt", "w") as target:
            for entry in source.infolist():
                content = b"big" if entry.filename.endswith("/byteorder") else source.read(entry)
                target.writestr(entry.filename, content)
        with zipfile.ZipFile(HERE / "zip64.pt", "w") as target:
            for entry in source.infolist():
                with target.open(entry.filename, "w", force_zip64=True) as out:
                    out.write(source.read(entry))


if __name__ == "__main__":
    main()
