"""SegNet in the form of MTAN (Liu, Johns and Davison 2019), shared hard, and MTAN itself.

Levels count from the finest, 0. Parameters are those of the engine's `SegNet`, `hardSharing` and `MTAN`.
"""

import torch
import torch.nn.functional as F
from torch import nn

UNITS = [2, 2, 3, 3, 3]  # convolutions of a stage, VGG-16's


def unit(inputs, outputs, size=3, activation=None):
    """Convolution with bias, batch norm, and ReLU unless another activation is given."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, padding=size // 2),
        nn.BatchNorm2d(outputs),
        activation or nn.ReLU(inplace=True),
    )


class Stage(nn.Module):
    """u, the first features, and p, the output."""

    def __init__(self, inputs, outputs, units):
        super().__init__()
        self.entry = unit(inputs, outputs)
        self.body = nn.Sequential(*[unit(outputs, outputs) for _ in range(units - 1)])

    def forward(self, x):
        u = self.entry(x)
        return u, self.body(u)


class SegNet(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.widths = widths
        self.decoder_widths = [widths[0], *widths[:-1]]
        self.encoder = nn.ModuleList(map(Stage, [3, *widths[:-1]], widths, UNITS))
        self.decoder = nn.ModuleList(map(Stage, widths, self.decoder_widths, UNITS))

    def forward(self, image):
        """By level: (u, p) of the encoder; what the decoder took, and gave."""
        encoded, places, decoded = [], [], []
        x = image
        for stage in self.encoder:
            u, p = stage(x)
            encoded.append((u, p))
            x, place = F.max_pool2d(p, 2, return_indices=True)
            places.append(place)
        for stage, place in zip(reversed(self.decoder), reversed(places)):
            unpooled = F.max_unpool2d(x, place, 2)
            _, x = stage(unpooled)
            decoded.insert(0, (unpooled, x))
        return encoded, decoded

    def head(self, outputs):
        width = self.widths[0]
        return nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, outputs, 1))


class HardSharing(nn.Module):
    """One trunk, a head for each task."""

    def __init__(self, widths, tasks):
        super().__init__()
        self.trunk = SegNet(widths)
        self.heads = nn.ModuleList(self.trunk.head(task.outputs) for task in tasks)

    def forward(self, image):
        _, decoded = self.trunk(image)
        _, features = decoded[0]
        return [head(features) for head in self.heads]


def attention(inputs, outputs):
    """The mask of MTAN §3.2, figure 2."""
    return nn.Sequential(
        unit(inputs, outputs, size=1), unit(outputs, outputs, size=1, activation=nn.Sigmoid())
    )


class Branch(nn.Module):
    """One task's attention modules."""

    def __init__(self, trunk):
        super().__init__()
        widths, outputs = trunk.widths, trunk.decoder_widths
        # A level's mask also sees what the level before, refined, gives: nothing above, the encoder's end below.
        attended = [0, *widths[1:]]
        refined = [*outputs[:-1], widths[-1]]
        self.encoder = nn.ModuleList(
            attention(w + more, w) for w, more in zip(widths, attended)
        )
        self.decoder = nn.ModuleList(
            attention(w + more, out) for w, more, out in zip(widths, refined, outputs)
        )


class MTAN(nn.Module):
    def __init__(self, widths, tasks):
        super().__init__()
        self.trunk = SegNet(widths)
        outputs = self.trunk.decoder_widths
        # They carry attended features to the next level; all tasks use the same.
        self.refine_encoder = nn.ModuleList(map(unit, widths, [*widths[1:], widths[-1]]))
        self.refine_decoder = nn.ModuleList(
            map(unit, [*outputs[1:], widths[-1]], [*outputs[:-1], widths[-1]])
        )
        self.branches = nn.ModuleList(Branch(self.trunk) for _ in tasks)
        self.heads = nn.ModuleList(self.trunk.head(task.outputs) for task in tasks)

    def forward(self, image):
        features = self.trunk(image)
        return [head(self.attend(b, *features)) for b, head in zip(self.branches, self.heads)]

    def attend(self, branch, encoded, decoded):
        x = None
        for mask, refine, (u, p) in zip(branch.encoder, self.refine_encoder, encoded):
            query = u if x is None else torch.cat((u, x), 1)
            x = F.max_pool2d(refine(mask(query) * p), 2)
        levels = zip(branch.decoder, self.refine_decoder, decoded)
        for mask, refine, (unpooled, features) in reversed(list(levels)):
            x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
            x = mask(torch.cat((unpooled, refine(x)), 1)) * features
        return x
