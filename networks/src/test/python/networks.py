"""The networks in plain PyTorch, each as it is commonly defined."""

import torch
from torch import nn
from torch.nn import functional as F


class Mlp(nn.Module):
    def __init__(self, widths, norm="none"):
        super().__init__()
        self.depth = len(widths) - 1
        self.norm = {"none": None, "layer": "ln", "batch": "bn"}[norm]
        for layer in range(1, self.depth + 1):
            setattr(self, f"fc{layer}", nn.Linear(widths[layer - 1], widths[layer]))
            if layer < self.depth and self.norm:
                kind = nn.LayerNorm if norm == "layer" else nn.BatchNorm1d
                setattr(self, f"{self.norm}{layer}", kind(widths[layer]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in range(1, self.depth + 1):
            x = getattr(self, f"fc{layer}")(x)
            if layer < self.depth:
                x = F.relu(getattr(self, f"{self.norm}{layer}")(x) if self.norm else x)
        return x


class LeNet5(nn.Module):
    def __init__(self, widths, image=(1, 28, 28), classes=10, padding=0):
        super().__init__()
        self.conv1 = nn.Conv2d(image[0], widths[0], 5, padding=padding)
        self.conv2 = nn.Conv2d(widths[0], widths[1], 5)
        side = [((extent + 2 * padding - 4) // 2 - 4) // 2 for extent in image[1:]]
        sizes = [widths[1] * side[0] * side[1], *widths[2:], classes]
        self.depth = len(sizes) - 1
        for layer in range(self.depth):
            setattr(self, f"fc{layer + 1}", nn.Linear(sizes[layer], sizes[layer + 1]))

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2).flatten(1)
        for layer in range(1, self.depth):
            x = F.relu(getattr(self, f"fc{layer}")(x))
        return getattr(self, f"fc{self.depth}")(x)


class SmallCnn(nn.Module):
    """Keras' Conv2D(width, 3, strides=2) pads nothing."""

    def __init__(self, width=16, activation=F.relu, channels=1, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride=2)
        self.conv2 = nn.Conv2d(width, width, 3, stride=2)
        self.conv3 = nn.Conv2d(width, width, 3, stride=2)
        self.fc = nn.Linear(width, classes)
        self.activation = activation

    def forward(self, x):
        for conv in (self.conv1, self.conv2, self.conv3):
            x = self.activation(conv(x))
        return self.fc(x.mean((2, 3)))


class CnnS(nn.Module):
    def __init__(self, activation=nn.Tanh, channels=1):
        super().__init__()
        self.module_list = nn.ModuleList([
            nn.Conv2d(channels, 8, 5), nn.MaxPool2d(2), activation(),
            nn.Conv2d(8, 6, 5), nn.MaxPool2d(2), activation(),
            nn.Conv2d(6, 4, 2), activation(),
            nn.Flatten(), nn.Linear(36, 20), activation(), nn.Linear(20, 10)])

    def forward(self, x):
        for layer in self.module_list:
            x = layer(x)
        return x


class ConvN(nn.Module):
    def __init__(self, depth, width=64, image=(3, 32, 32), classes=10):
        super().__init__()
        channels, self.depth = image[0], depth
        for layer in range(1, depth + 1):
            outputs = width << (layer - 1) // 2
            setattr(self, f"conv{layer}", nn.Conv2d(channels, outputs, 3, padding=1))
            channels = outputs
        shrink = 1 << depth // 2
        self.fc1 = nn.Linear(channels * (image[1] // shrink) * (image[2] // shrink), 4 * width)
        self.fc2 = nn.Linear(4 * width, 4 * width)
        self.fc3 = nn.Linear(4 * width, classes)

    def forward(self, x):
        for layer in range(1, self.depth + 1):
            x = F.relu(getattr(self, f"conv{layer}")(x))
            if layer % 2 == 0:
                x = F.max_pool2d(x, 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))


class Pad(nn.Module):
    """Option A of He et al.: every second pixel, and zero channels before and behind."""

    def __init__(self, more):
        super().__init__()
        self.more = more

    def forward(self, x):
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.more // 2, self.more // 2))


class CifarBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, option):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if inputs != outputs or stride != 1:
            self.shortcut = Pad(outputs - inputs) if option == "pad" else nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class CifarResNet(nn.Module):
    def __init__(self, depth=20, width=16, option="pad", channels=3, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage in range(3):
            outputs = width << stage
            blocks = []
            for block in range((depth - 2) // 6):
                blocks.append(CifarBlock(inputs, outputs, 2 if stage and not block else 1, option))
                inputs = outputs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.linear = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return self.linear(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


class BasicBlock(nn.Module):
    """As torchvision.models.resnet.BasicBlock."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if inputs != outputs or stride != 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """torchvision's, with a 3x3 stem of stride 1 and no maximum pooling."""

    def __init__(self, width=64, channels=3, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage in range(4):
            outputs = width << stage
            setattr(self, f"layer{stage + 1}", nn.Sequential(
                BasicBlock(inputs, outputs, 2 if stage else 1), BasicBlock(outputs, outputs, 1)))
            inputs = outputs
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3)))


class Vgg(nn.Module):
    """torchvision's features (configurations A and D), the mean of each channel, one linear classifier."""

    STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}

    def __init__(self, depth=16, norm=True, width=64, channels=3, classes=10):
        super().__init__()
        layers = []
        for stage, count in enumerate(self.STAGES[depth]):
            outputs = min(width << stage, 8 * width)
            for _ in range(count):
                layers.append(nn.Conv2d(channels, outputs, 3, padding=1))
                if norm:
                    layers.append(nn.BatchNorm2d(outputs))
                layers.append(nn.ReLU())
                channels = outputs
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(channels, classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        qkv = self.qkv(x).reshape(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(*qkv.unbind(0))
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width))


class VitMlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class VitBlock(nn.Module):
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = VitMlp(width, ratio * width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, channels, width, patch):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class Vit(nn.Module):
    """Names and order of timm's VisionTransformer, without dropout."""

    def __init__(self, image=(3, 32, 32), patch=4, width=192, depth=6, heads=3, ratio=4, classes=10):
        super().__init__()
        tokens = 1 + (image[1] // patch) * (image[2] // patch)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, width))
        self.pos_embed = nn.Parameter(0.02 * torch.randn(1, tokens, width))
        self.patch_embed = PatchEmbed(image[0], width, patch)
        self.blocks = nn.Sequential(*[VitBlock(width, heads, ratio) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])
