"""Batched PyTorch training of a population, the baseline of `weightflow bench collect`.

    python tools/bench/collect.py --data DIR --architecture mlp-784-32-32-10 --members 100 --epochs 5

All members are stacked on a leading axis and trained by one program: bmm for dense layers, one grouped convolution for
convolutions, fused Adam, each member its own batches. --steps N stops early, for a rate; prints one JSON line. Seconds are of training
alone.
DIR holds the four IDX files of MNIST, gzip or not. Needs torch and numpy.
"""
import argparse
import gzip
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F


def idx(folder, name):
    path = os.path.join(folder, name)
    opened = gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")
    with opened as f:
        raw = f.read()
    rank = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def mnist(folder):
    for sub in ("", "mnist"):
        base = os.path.join(folder, sub)
        if any(os.path.exists(os.path.join(base, "train-images-idx3-ubyte" + end)) for end in ("", ".gz")):
            parts = [idx(base, n) for n in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                            "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")]
            x, y, xt, yt = (torch.from_numpy(p.copy()) for p in parts)
            flat = lambda t: t.reshape(len(t), -1).float() / 255
            return flat(x), y.long(), flat(xt), yt.long()
    raise SystemExit(folder + ": no MNIST here")


def uniform(members, *shape):
    fan_in = int(np.prod(shape[1:]))
    return (torch.rand(members, *shape) * 2 - 1) * (6 / fan_in) ** 0.5


class Dense:
    """mlp-IN-...-OUT; x [P, B, in]"""

    def __init__(self, widths, members):
        self.parameters = []
        for i, o in zip(widths, widths[1:]):
            self.parameters += [uniform(members, o, i), torch.zeros(members, 1, o)]

    def __call__(self, x):
        for layer in range(0, len(self.parameters), 2):
            x = torch.baddbmm(self.parameters[layer + 1], x, self.parameters[layer].transpose(1, 2))
            x = F.relu(x) if layer + 2 < len(self.parameters) else x
        return x


def images(x):
    """Members as channels, side by side in memory, which is the faster order on a CPU"""
    p, b, _ = x.shape
    return x.permute(1, 2, 0).reshape(b, 28, 28, p).permute(0, 3, 1, 2)


class SmallCnn:
    """Three 3x3 convolutions of stride 2 with 16 channels, global average pooling, dense; as one grouped convolution"""

    def __init__(self, members):
        self.p = members
        self.parameters = []
        for cin in (1, 16, 16):
            self.parameters += [uniform(members, 16, cin, 3, 3), torch.zeros(members, 16)]
        self.parameters += [uniform(members, 10, 16), torch.zeros(members, 1, 10)]

    def __call__(self, x):
        p, b, _ = x.shape
        x = images(x)
        for layer in range(0, 6, 2):
            w, bias = self.parameters[layer], self.parameters[layer + 1]
            x = F.relu(F.conv2d(x, w.flatten(0, 1), bias.flatten(), stride=2, groups=p))
        x = x.mean((2, 3)).reshape(b, p, 16).transpose(0, 1)
        return torch.baddbmm(self.parameters[7], x, self.parameters[6].transpose(1, 2))


class LeNet5:
    """20 and 50 channels of 5x5, max pooling, 500 hidden units; as one grouped convolution"""

    def __init__(self, members):
        self.p = members
        self.parameters = [uniform(members, 20, 1, 5, 5), torch.zeros(members, 20), uniform(members, 50, 20, 5, 5),
                           torch.zeros(members, 50), uniform(members, 500, 800), torch.zeros(members, 1, 500),
                           uniform(members, 10, 500), torch.zeros(members, 1, 10)]

    def __call__(self, x):
        p, b, _ = x.shape
        x = images(x)
        for layer in (0, 2):
            w, bias = self.parameters[layer], self.parameters[layer + 1]
            x = F.max_pool2d(F.relu(F.conv2d(x, w.flatten(0, 1), bias.flatten(), groups=p)), 2)
        x = x.reshape(b, p, 800).transpose(0, 1)
        x = F.relu(torch.baddbmm(self.parameters[5], x, self.parameters[4].transpose(1, 2)))
        return torch.baddbmm(self.parameters[7], x, self.parameters[6].transpose(1, 2))


def network(name, members):
    if name == "lenet-300-100":
        name = "mlp-784-300-100-10"
    if name.startswith("mlp-"):
        return Dense([int(w) for w in name.split("-")[1:]], members)
    return {"small-cnn": SmallCnn, "lenet-5": LeNet5}[name](members)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--architecture", default="mlp-784-32-32-10")
    arguments.add_argument("--members", type=int, default=100)
    arguments.add_argument("--side", type=int, default=0, help="members in one program; 0 for all")
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=0, help="stop after so many steps; 0 for the whole run")
    arguments.add_argument("--batch", type=int, default=64)
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    x, y, xt, yt = mnist(given.data)
    side = given.side or given.members
    seconds = 0
    accuracies = []
    steps = 0
    for first in range(0, given.members, side):
        p = min(side, given.members - first)
        start = time.perf_counter()
        net = network(given.architecture, p)
        for w in net.parameters:
            w.requires_grad_()
        optimizer = torch.optim.Adam(net.parameters, lr=1e-3, fused=True)
        steps = 0
        for _ in range(given.epochs):
            order = torch.stack([torch.randperm(len(x)) for _ in range(p)])
            for s in range(0, len(x), given.batch):
                rows = order[:, s:s + given.batch]
                loss = F.cross_entropy(net(x[rows]).flatten(0, 1), y[rows].flatten(), reduction="none")
                optimizer.zero_grad(set_to_none=True)
                loss.view(rows.shape).mean(1).sum().backward()
                optimizer.step()
                steps += 1
                if steps == given.steps:
                    break
            if steps == given.steps:
                break
        seconds += time.perf_counter() - start
        with torch.no_grad():
            hits = sum((net(xb.expand(p, *xb.shape)).argmax(-1) == yb).sum(1)
                       for xb, yb in zip(xt.split(500), yt.split(500)))
        accuracies += (hits / len(yt)).tolist()
    print(json.dumps({"architecture": given.architecture, "members": given.members, "side": side, "steps": steps,
                      "threads": given.threads, "seconds": round(seconds, 2),
                      "memberStepMicros": round(seconds * 1e6 / steps / given.members, 1),
                      "accuracy": round(float(np.mean(accuracies)), 4),
                      "deviation": round(float(np.std(accuracies)), 4)}))


if __name__ == "__main__":
    main()
