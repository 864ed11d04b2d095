"""Writes the files beside this script with PyTorch 2.13 and NumPy: python make_fixtures.py

cnn-s.pt: the state dict of a network of the Model Zoos dataset, which there has no extension; the values follow values().
small-cnn-zoo: a dataset of the Small CNN Zoo with networks of width 4 and seven rows.
"""

import collections
import csv
import gzip
import io
import pathlib

import numpy
import torch

HERE = pathlib.Path(__file__).parent
ZOO = HERE / "small-cnn-zoo"
WIDTH = 4


def values(*shape):
    count = 1
    for extent in shape:
        count *= extent
    return (torch.arange(count, dtype=torch.float32) * 0.5 - 1).reshape(shape)


def cnn_s():
    shapes = {0: (8, 1, 5, 5), 3: (6, 8, 5, 5), 6: (4, 6, 2, 2), 9: (20, 36), 11: (10, 20)}
    state = collections.OrderedDict()
    for index, shape in shapes.items():
        state[f"module_list.{index}.weight"] = values(*shape)
        state[f"module_list.{index}.bias"] = values(shape[0])
    torch.save(state, HERE / "cnn-s.pt")


def write_rows(file, rows):
    csv.writer(file, lineterminator="\n").writerows(rows)


def small_cnn_zoo():
    ZOO.mkdir(exist_ok=True)
    variables = []
    layers = ["conv2d", "conv2d_1", "conv2d_2", "dense"]
    kernels = [(3, 3, 1, WIDTH), (3, 3, WIDTH, WIDTH), (3, 3, WIDTH, WIDTH), (WIDTH, 10)]
    for layer, kernel in zip(layers, kernels):
        variables.append((f"sequential/{layer}/bias:0", kernel[-1:]))
        variables.append((f"sequential/{layer}/kernel:0", kernel))
    start = 0
    layout = [("varname", "start_idx", "end_idx", "size", "shape")]
    for name, shape in variables:
        end = start + int(numpy.prod(shape))
        layout.append((name, start, end, end - start, str(shape)))
        start = end
    with open(ZOO / "layout.csv", "w", newline="") as file:
        write_rows(file, layout)
    header = ["config.activation", "config.dataset", "config.learning_rate", "modeldir", "step"]
    header += ["test_accuracy", "test_loss", "train_accuracy", "train_loss"]
    rows = [
        ["relu", "cifar10", 0.01, "/zoo/7", 86, 0.5, 1.25, 0.625, 1e-05],
        ["relu", "cifar10", 0.01, "/zoo/7", 0, 0.1, 2.5, 0.1, 2.5],
        ["tanh", "cifar10", 0.02, "/zoo/3", 0, 0.11, 2.25, 0.12, 2.25],
        ["tanh", "cifar10", 0.02, "/zoo/3", 86, 0.4, 1.5, 0.45, 1.4],
        ["relu", "cifar10", 0.03, "/zoo/5", 0, 0.09, 2.4, 0.1, 2.4],
        ["relu", "cifar10", 0.03, "/zoo/5", 40, 0.3, 1.75, 0.35, 1.7],
        ["relu", "cifar10", 9.0, "/zoo/11", 86, 0.1, "nan", 0.1, ""],
    ]
    text = io.StringIO()
    write_rows(text, [header] + rows)
    (ZOO / "metrics.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    generator = numpy.random.default_rng(20)
    numpy.save(ZOO / "weights.npy", generator.normal(0, 0.5, (len(rows), start)).astype(numpy.float32))


cnn_s()
small_cnn_zoo()
for written in [HERE / "cnn-s.pt", *ZOO.iterdir()]:
    assert written.stat().st_size <= 20_000, written
