"""Writes what PyTorch says about small networks, and the layouts of the full-size ones, for the tests of the architectures.

    python make_network_fixtures.py ../resources/org/weightflow/networks/architecture

Made with PyTorch 2.13.0 (CPU) and safetensors 0.8.0. <id>.safetensors has the state dict as state/NAME, inputs [B, n], labels [B],
logits of evaluation mode, and of one step in training mode: logits, the gradient of the mean cross-entropy for some entries as
gradient/NAME, and the state that the step leaves as after/NAME; estimated/NAME is the state that torch.optim.swa_utils.update_bn
estimates from two batches, the halves of the inputs. <id>.txt has a line "name dtype shape" for each entry.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from networks import CifarResNet, CnnS, ConvN, LeNet5, Mlp, ResNet18, SmallCnn, Vgg, Vit

SMALL = {
    "mlp-6-5-4-3": (lambda: Mlp([6, 5, 4, 3]), (6,)),
    "mlp-6-5-4-3-bn": (lambda: Mlp([6, 5, 4, 3], "batch"), (6,)),
    "mlp-6-5-4-3-ln": (lambda: Mlp([6, 5, 4, 3], "layer"), (6,)),
    "lenet-5-3-4-6-in2x20x18-classes3": (lambda: LeNet5([3, 4, 6], (2, 20, 18), 3), (2, 20, 18)),
    "lenet-5-2-3-7-5-classes4": (lambda: LeNet5([2, 3, 7, 5], (1, 28, 28), 4, padding=2), (1, 28, 28)),
    "small-cnn-width4-in2x16x19-classes3": (lambda: SmallCnn(4, F.relu, 2, 3), (2, 16, 19)),
    "small-cnn-width3-tanh-in1x15x15": (lambda: SmallCnn(3, torch.tanh), (1, 15, 15)),
    "cnn-s": (lambda: CnnS(), (1, 28, 28)),
    "cnn-s-relu": (lambda: CnnS(nn.ReLU), (1, 28, 28)),
    "small-cnn-width3-gelu-in1x15x15": (lambda: SmallCnn(3, F.gelu), (1, 15, 15)),
    "small-cnn-width3-leakyrelu-in1x15x15": (lambda: SmallCnn(3, F.leaky_relu), (1, 15, 15)),
    "small-cnn-width3-sigmoid-in1x15x15": (lambda: SmallCnn(3, torch.sigmoid), (1, 15, 15)),
    "small-cnn-width3-silu-in1x15x15": (lambda: SmallCnn(3, F.silu), (1, 15, 15)),
    "conv-2-width2-in1x8x6": (lambda: ConvN(2, 2, (1, 8, 6)), (1, 8, 6)),
    "conv-4-width2-in3x8x8": (lambda: ConvN(4, 2, (3, 8, 8)), (3, 8, 8)),
    "conv-6-width2-in2x9x8-classes3": (lambda: ConvN(6, 2, (2, 9, 8), 3), (2, 9, 8)),
    "resnet-14-width2-in3x9x8": (lambda: CifarResNet(14, 2), (3, 9, 8)),
    "resnet-8-width2-conv-in1x8x8-classes3": (lambda: CifarResNet(8, 2, "conv", 1, 3), (1, 8, 8)),
    "resnet-18-width1-in3x16x16": (lambda: ResNet18(1), (3, 16, 16)),
    "vgg-11-bn-width1-in1x32x32": (lambda: Vgg(11, True, 1, 1), (1, 32, 32)),
    "vgg-13-width1-in1x32x32": (lambda: Vgg(13, False, 1, 1), (1, 32, 32)),
    "vit-width8-depth2-heads2-mlp2-in3x8x12-classes3": (
        lambda: Vit((3, 8, 12), 4, 8, 2, 2, 2, 3), (3, 8, 12)),
}

FULL = {
    "mlp-784-300-100-10": lambda: Mlp([784, 300, 100, 10]),
    "mlp-784-32-32-10-bn": lambda: Mlp([784, 32, 32, 10], "batch"),
    "mlp-784-32-32-10-ln": lambda: Mlp([784, 32, 32, 10], "layer"),
    "lenet-5": lambda: LeNet5([20, 50, 500]),
    "lenet-5-6-16-120-84": lambda: LeNet5([6, 16, 120, 84], padding=2),
    "lenet-5-6-16-120-84-in3x32x32": lambda: LeNet5([6, 16, 120, 84], (3, 32, 32)),
    "small-cnn": lambda: SmallCnn(),
    "cnn-s": lambda: CnnS(),
    "cnn-s-in3x28x28": lambda: CnnS(channels=3),
    "conv-2": lambda: ConvN(2),
    "conv-4": lambda: ConvN(4),
    "conv-6": lambda: ConvN(6),
    "resnet-20": lambda: CifarResNet(),
    "resnet-20-conv": lambda: CifarResNet(option="conv"),
    "resnet-18": lambda: ResNet18(),
    "vgg-11-bn": lambda: Vgg(11),
    "vgg-16-bn": lambda: Vgg(16),
    "vit": lambda: Vit(),
}

BATCH = 4


def randomise(net):
    """Normalisation that is not the identity, so that mixed-up entries show."""
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.3)
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.normal_(std=0.3)
            module.running_var.uniform_(0.5, 1.5)
            module.num_batches_tracked.fill_(7)


def some(names):
    """The first, the middle and the last."""
    return dict.fromkeys([names[0], names[len(names) // 2], names[-1]])


def write_small(folder, name, make, shape):
    torch.manual_seed(sum(map(ord, name)))
    net = make()
    randomise(net)
    inputs = torch.randn(BATCH, *shape)
    tensors = {f"state/{key}": value.clone() for key, value in net.state_dict().items()}
    tensors["inputs"] = inputs.flatten(1)
    with torch.no_grad():
        tensors["logits"] = net.eval()(inputs)
    labels = torch.arange(BATCH) % tensors["logits"].shape[1]
    tensors["labels"] = labels
    logits = net.train()(inputs)
    tensors["training"] = logits.detach()
    F.cross_entropy(logits, labels).backward()
    parameters = dict(net.named_parameters())
    for key in some(list(parameters)):
        tensors[f"gradient/{key}"] = parameters[key].grad.clone()
    for key, value in net.named_buffers():
        tensors[f"after/{key}"] = value.clone()
    torch.optim.swa_utils.update_bn(inputs.split(BATCH // 2), net)
    for key, value in net.named_buffers():
        tensors[f"estimated/{key}"] = value.clone()
    save_file({key: value.contiguous() for key, value in tensors.items()}, folder / f"{name}.safetensors")


def write_full(folder, name, make):
    with torch.device("meta"):
        state = make().state_dict()
    lines = [f"{key} {str(value.dtype).split('.')[1]} {'x'.join(map(str, value.shape))}".rstrip() for key, value in state.items()]
    (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")


def main():
    folder = Path(sys.argv[1])
    for name, (make, shape) in SMALL.items():
        write_small(folder, name, make, shape)
    for name, make in FULL.items():
        write_full(folder, name, make)


if __name__ == "__main__":
    main()
