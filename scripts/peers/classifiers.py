"""Trunks of image classifiers without their classifier, and the heads that several tasks put on one."""

import torch.nn.functional as F
from torch import nn


class PooledHeads(nn.Module):
    """Global average pooling, then for each task Linear, ReLU, Linear, as wide as the trunk's output."""

    def __init__(self, trunk, width, tasks):
        super().__init__()
        self.trunk = trunk
        self.heads = nn.ModuleList(
            nn.Sequential(
                nn.Linear(width, width), nn.ReLU(inplace=True), nn.Linear(width, task.outputs)
            )
            for task in tasks
        )

    def forward(self, image):
        features = self.trunk(image).mean((2, 3))
        return [head(features) for head in self.heads]


def convolution(inputs, outputs, size, stride=1, groups=1):
    """Without bias: a batch norm follows, or comes before."""
    return nn.Conv2d(
        inputs, outputs, size, stride, padding=size // 2, groups=groups, bias=False
    )


def normalised(inputs, outputs, size, stride=1, groups=1, activation=None):
    layers = [convolution(inputs, outputs, size, stride, groups), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation(inplace=True)] if activation else []))


class Bottleneck(nn.Module):
    """He et al. 2016 with the stride in the 3×3 convolution ("v1.5")."""

    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = 4 * width
        self.residual = nn.Sequential(
            normalised(inputs, width, 1, activation=nn.ReLU),
            normalised(width, width, 3, stride, activation=nn.ReLU),
            normalised(width, outputs, 1),
        )
        keeps = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if keeps else normalised(inputs, outputs, 1, stride)

    def forward(self, x):
        return F.relu(self.residual(x) + self.shortcut(x), inplace=True)


def resnet50():
    """2048 channels at a 32nd of the size."""
    layers, inputs = [normalised(3, 64, 7, 2, activation=nn.ReLU), nn.MaxPool2d(3, 2, 1)], 64
    for width, blocks, stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
        for index in range(blocks):
            layers.append(Bottleneck(inputs, width, stride if index == 0 else 1))
            inputs = 4 * width
    return nn.Sequential(*layers)


class PreActivation(nn.Module):
    """Zagoruyko and Komodakis 2016; the 1×1 shortcut takes the activated input, as their code has it."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.activate = nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU(inplace=True))
        self.residual = nn.Sequential(
            normalised(inputs, outputs, 3, stride, activation=nn.ReLU),
            convolution(outputs, outputs, 3),
        )
        self.shortcut = convolution(inputs, outputs, 1, stride) if inputs != outputs else None

    def forward(self, x):
        activated = self.activate(x)
        kept = self.shortcut(activated) if self.shortcut else x
        return kept + self.residual(activated)


def wide_resnet(blocks=4, factor=4):
    """WRN-(6 blocks + 4)-factor: 64 · factor channels at a quarter of the size."""
    layers, inputs = [convolution(3, 16, 3)], 16
    for width, stride in [(16, 1), (32, 2), (64, 2)]:
        for index in range(blocks):
            layers.append(PreActivation(inputs, factor * width, stride if index == 0 else 1))
            inputs = factor * width
    return nn.Sequential(*layers, nn.BatchNorm2d(inputs), nn.ReLU(inplace=True))


class InvertedResidual(nn.Module):
    """Sandler et al. 2018: widen, convolve each channel, narrow without activation."""

    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        wide = expansion * inputs
        widen = [normalised(inputs, wide, 1, activation=nn.ReLU6)] if expansion > 1 else []
        self.residual = nn.Sequential(
            *widen,
            normalised(wide, wide, 3, stride, groups=wide, activation=nn.ReLU6),
            normalised(wide, outputs, 1),
        )
        self.keeps = inputs == outputs and stride == 1

    def forward(self, x):
        return x + self.residual(x) if self.keeps else self.residual(x)


def mobilenet_v2():
    """1280 channels at a 32nd of the size."""
    # Expansion, channels, blocks, stride of the first: table 2 of the paper.
    table = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)]
    table += [(6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    layers, inputs = [normalised(3, 32, 3, 2, activation=nn.ReLU6)], 32
    for expansion, outputs, blocks, stride in table:
        for index in range(blocks):
            first = index == 0
            layers.append(InvertedResidual(inputs, outputs, stride if first else 1, expansion))
            inputs = outputs
    return nn.Sequential(*layers, normalised(inputs, 1280, 1, activation=nn.ReLU6))
