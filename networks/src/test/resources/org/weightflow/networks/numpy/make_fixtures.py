"""Writes the files beside this script with NumPy 2.4: python make_fixtures.py"""

import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent


def values(dtype, *shape):
    return (np.arange(np.prod(shape, dtype=int)) * 3).reshape(shape).astype(dtype)


def main():
    np.save(HERE / "f4.npy", values("<f4", 4, 3))
    np.save(HERE / "f8.npy", values("<f8", 4, 3))
    np.save(HERE / "i8.npy", values("<i8", 4, 3))
    np.save(HERE / "u1.npy", values("|u1", 4, 3))
    np.save(HERE / "axes.npy", values("<f4", 2, 3, 4))
    np.save(HERE / "line.npy", values("<f4", 5))
    np.save(HERE / "scalar.npy", np.float32(2.5))
    np.save(HERE / "empty.npy", values("<f4", 0, 3))
    for version in (2, 3):
        with open(HERE / f"version{version}.npy", "wb") as out:
            np.lib.format.write_array(out, values("<f4", 4, 3), version=(version, 0))
    np.savez(HERE / "arrays.npz", b=values("<f4", 4, 3), a=values("<i8", 2), c=np.float64(2.5))

    # What is to be refused.
    np.save(HERE / "fortran.npy", np.asfortranarray(values("<f4", 4, 3)))
    np.save(HERE / "big.npy", values(">f4", 4, 3))
    np.save(HERE / "half.npy", values("<f2", 4, 3))
    np.save(HERE / "structured.npy", np.zeros(2, dtype=[("a", "<f4")]))
    np.save(HERE / "objects.npy", np.array([None, {}], dtype=object), allow_pickle=True)
    np.savez_compressed(HERE / "compressed.npz", a=values("<f4", 4, 3))


if __name__ == "__main__":
    main()
