#!/usr/bin/env python3
"""Trains the networks of `experiments/nyuv2/suite.yaml` (profile full) in PyTorch, on the same files by the same recipe.

For a look whether two independent programs end alike; nothing here is compared bit by bit. Differs in the random numbers, and in
which tenth of the training frames selects the epoch (here every tenth). Needs torch, numpy and Pillow.

    scripts/peers/train-nyuv2.py ROOT single --seeds 1 2 3
    scripts/peers/train-nyuv2.py ROOT split --weighting uncertainty

Prints a line of JSON for each training: scores on the official test split at the selected epoch.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from tasks import cosine_where_measured, l1_where_measured

CLASSES = 13
TASKS = {
    "segmentation": (CLASSES, lambda output, target: F.cross_entropy(output, target, ignore_index=-1)),
    "depth": (1, l1_where_measured),
    "normals": (3, cosine_where_measured),
}
BATCH, RATE = 8, 4e-3


def unit(inputs, outputs, size=3, stride=1, activation=True):
    layers = [
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, *([nn.ReLU()] if activation else []))


class Block(nn.Module):
    """A basic residual block, as torchvision's."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(unit(inputs, outputs, 3, stride), unit(outputs, outputs, activation=False))
        changes = stride != 1 or inputs != outputs
        self.shortcut = unit(inputs, outputs, 1, stride, False) if changes else nn.Identity()

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


class Trunk(nn.Module):
    """ResNet-18 with its channels times `width`, and U-Net's decoder over the outputs of its four stages."""

    def __init__(self, width):
        super().__init__()
        widths = [max(8, round(base * width)) for base in (64, 128, 256, 512)]
        self.stem = nn.Sequential(unit(3, widths[0], 7, 2), nn.MaxPool2d(3, 2, 1))
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        inputs = widths[0]
        for level, outputs in enumerate(widths):
            first = Block(inputs, outputs, 1 if level == 0 else 2)
            self.encoder.append(nn.Sequential(first, Block(outputs, outputs, 1)))
            inputs = outputs
        for low, high in zip(widths, widths[1:]):
            self.decoder.append(nn.Sequential(unit(low + high, low), unit(low, low)))
        self.channels = widths[0]

    def forward(self, x):
        x, levels = self.stem(x), []
        for stage in self.encoder:
            x = stage(x)
            levels.append(x)
        for level in reversed(range(len(self.decoder))):
            below = enlarged(x, levels[level].shape[-2:])
            x = self.decoder[level](torch.cat([levels[level], below], 1))
        return x


def enlarged(x, size):
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


class HardSharing(nn.Module):
    """One trunk, and for each task a unit and a 1×1 convolution, enlarged to the image."""

    def __init__(self, width, tasks):
        super().__init__()
        self.trunk = Trunk(width)
        channels = self.trunk.channels
        self.heads = nn.ModuleList(
            nn.Sequential(unit(channels, channels), nn.Conv2d(channels, TASKS[task][0], 1)) for task in tasks
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                if module.bias is None:
                    nn.init.kaiming_normal_(module.weight, mode="fan_out")
                else:
                    nn.init.xavier_normal_(module.weight)
                    nn.init.zeros_(module.bias)

    def forward(self, x):
        features = self.trunk(x)
        return [enlarged(head(features), x.shape[-2:]) for head in self.heads]


def read(root, names):
    """[N, 3, H, W] colours 0…1, and targets: classes with −1 for void, metres, unit vectors."""

    def pixels(folder, name, kinds=("png", "jpg")):
        file = next(f for kind in kinds if (f := root / folder / f"{name}.{kind}").exists())
        return np.asarray(Image.open(file))

    colours = np.stack([pixels("rgb", name, ("jpg", "png")) for name in names]).astype(np.float32) / 255
    labels = np.stack([pixels("seg13", name) for name in names]).astype(np.int64) - 1
    depth = np.stack([pixels("depth", name) for name in names]).astype(np.float32) / 1000
    normals = np.stack([pixels("normal", name) for name in names]).astype(np.float32) / 127.5 - 1
    length = np.linalg.norm(normals, axis=-1, keepdims=True)
    normals = np.where(length < 0.5, 0, normals / np.maximum(length, 1e-6))
    return torch.from_numpy(colours).permute(0, 3, 1, 2).contiguous(), {
        "segmentation": torch.from_numpy(labels),
        "depth": torch.from_numpy(depth)[:, None],
        "normals": torch.from_numpy(normals.astype(np.float32)).permute(0, 3, 1, 2).contiguous(),
    }


def batch_of(data, chosen, mirrored=None):
    image, targets = data[0][chosen], {task: target[chosen] for task, target in data[1].items()}
    if mirrored is not None:
        image = image.clone()
        image[mirrored] = image[mirrored].flip(-1)
        for target in targets.values():
            target[mirrored] = target[mirrored].flip(-1)
        targets["normals"][mirrored, 0] *= -1
    return image, targets


@torch.no_grad()
def losses_on(model, tasks, data):
    model.eval()
    sums, counts = [0.0] * len(tasks), 0
    for start in range(0, len(data[0]), BATCH):
        image, targets = batch_of(data, slice(start, start + BATCH))
        for index, (task, output) in enumerate(zip(tasks, model(image))):
            sums[index] += len(image) * TASKS[task][1](output, targets[task]).item()
        counts += len(image)
    return [total / counts for total in sums]


@torch.no_grad()
def scores(model, tasks, data):
    model.eval()
    confusion, results, errors, angles = np.zeros((CLASSES, CLASSES)), {}, [], []
    for start in range(0, len(data[0]), BATCH):
        image, targets = batch_of(data, slice(start, start + BATCH))
        for task, output in zip(tasks, model(image)):
            target = targets[task]
            if task == "segmentation":
                valid = target >= 0
                pairs = target[valid] * CLASSES + output.argmax(1)[valid]
                confusion += np.bincount(pairs.numpy(), minlength=CLASSES**2).reshape(CLASSES, CLASSES)
            elif task == "depth":
                errors.append((output - target).abs()[target > 0])
            else:
                cosine = (F.normalize(output, dim=1) * target).sum(1)[(target != 0).any(1)]
                angles.append(torch.rad2deg(torch.acos(cosine.clamp(-1, 1))))
    if "segmentation" in tasks:
        hits = np.diag(confusion)
        results["mIoU"] = 100 * np.mean(hits / (confusion.sum(0) + confusion.sum(1) - hits))
        results["pixel accuracy"] = 100 * hits.sum() / confusion.sum()
    if "depth" in tasks:
        results["absolute error"] = torch.cat(errors).mean().item()
    if "normals" in tasks:
        results["mean angle"] = torch.cat(angles).mean().item()
    return results


def train(tasks, weighting, width, epochs, seed, data):
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    training, validation, test = data
    model = HardSharing(width, tasks)
    log_variances = torch.full((len(tasks),), -0.5, requires_grad=True)
    learned = [log_variances] if weighting == "uncertainty" else []
    optimizer = torch.optim.Adam([*model.parameters(), *learned], lr=RATE)
    count, steps = len(training[0]), math.ceil(len(training[0]) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: 0.5 * (1 + math.cos(math.pi * step / (steps * epochs)))
    )
    untrained = losses_on(model, tasks, validation)
    best, kept, selected, started = math.inf, None, 0, time.process_time()
    for epoch in range(1, epochs + 1):
        model.train()
        order = random.permutation(count)
        for step in range(steps):
            chosen = torch.from_numpy(order[step * BATCH : (step + 1) * BATCH])
            mirrored = torch.from_numpy(random.random(len(chosen)) < 0.5)
            image, targets = batch_of(training, chosen, mirrored)
            losses = torch.stack([TASKS[t][1](o, targets[t]) for t, o in zip(tasks, model(image))])
            if learned:
                losses = losses / (2 * log_variances.exp()) + log_variances / 2
            optimizer.zero_grad()
            losses.sum().backward()
            optimizer.step()
            schedule.step()
        value = np.mean([a / b for a, b in zip(losses_on(model, tasks, validation), untrained)])
        if value < best:
            best, selected = value, epoch
            kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    model.load_state_dict(kept)
    return dict(
        tasks=tasks, weighting=weighting, seed=seed, epoch=selected,
        parameters=sum(p.numel() for p in [*model.parameters(), *learned]),
        **{name: round(float(value), 4) for name, value in scores(model, tasks, test).items()},
        cpuSeconds=round(time.process_time() - started),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, metavar="ROOT", help="rgb, depth, normal, seg13, train.txt, test.txt")
    parser.add_argument("architecture", choices=["single", "split"])
    parser.add_argument("--weighting", choices=["equal", "uncertainty"], default="equal")
    parser.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--width", type=float, default=0.5)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    official = (given.root / "train.txt").read_text().split()
    data = [
        read(given.root, names)
        for names in (
            [name for index, name in enumerate(official) if index % 10 != 9],
            official[9::10],
            (given.root / "test.txt").read_text().split(),
        )
    ]
    for seed in given.seeds:
        together = [given.tasks] if given.architecture == "split" else [[task] for task in given.tasks]
        for tasks in together:
            print(json.dumps(train(tasks, given.weighting, given.width, given.epochs, seed, data)), flush=True)


if __name__ == "__main__":
    main()
